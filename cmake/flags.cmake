# How our own code is compiled and linked. Dependencies come as SYSTEM, so the warnings concern our code only.
add_library(pvault_flags INTERFACE)
target_compile_features(pvault_flags INTERFACE cxx_std_20)
target_include_directories(pvault_flags INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
target_compile_options(pvault_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow $<$<BOOL:${PVAULT_WERROR}>:-Werror>)
target_compile_definitions(pvault_flags INTERFACE _GLIBCXX_ASSERTIONS)

if(PVAULT_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_compile_options(pvault_flags INTERFACE ${sanitizers})
  # At a fixed address: what the sanitizers keep of each variable would be relocated at every start, a quarter of its time.
  target_link_options(pvault_flags INTERFACE ${sanitizers} -no-pie)
  if(PVAULT_FUZZ)
    target_compile_options(pvault_flags INTERFACE -fsanitize=fuzzer-no-link)
  endif()
else()
  target_compile_options(pvault_flags INTERFACE -fPIE -fstack-protector-strong)
  # _FORTIFY_SOURCE works only in an optimising build.
  target_compile_options(pvault_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_link_options(pvault_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

if(PVAULT_STATIC)
  target_link_options(pvault_flags INTERFACE -static-libstdc++ -static-libgcc)
endif()

# compile_fast(target): for code that spends its time in what it calls. Optimised little it compiles in half the time. With
# -O1 gcc still keeps _FORTIFY_SOURCE and the warnings that follow values. What it calls stays as it is: with the
# sanitizers, -O0 there would make the tests twice as slow.
function(compile_fast target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1> $<$<BOOL:${PVAULT_SANITIZE}>:-O0>)
endfunction()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # ccache takes a file that uses a precompiled header only if it may overlook __TIME__ and macros defined in the header
  # file, and if the compilers say what they read (gcc) and write the same bytes each time (clang). With CCACHE_DEPEND it
  # asks the compiler which files were read instead of preprocessing each file first, a fifth of the time where it is new.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_DEPEND=1 ${CCACHE_PROGRAM})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(pvault_flags INTERFACE -fpch-preprocess)
  else()
    target_compile_options(pvault_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
