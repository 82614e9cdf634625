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
  target_link_options(pvault_flags INTERFACE ${sanitizers})
else()
  target_compile_options(pvault_flags INTERFACE -fPIE -fstack-protector-strong)
  # _FORTIFY_SOURCE works only in an optimising build.
  target_compile_options(pvault_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_link_options(pvault_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

if(PVAULT_STATIC)
  target_link_options(pvault_flags INTERFACE -static-libstdc++ -static-libgcc)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # ccache takes a file that uses a precompiled header only if it may overlook __TIME__ and macros defined in the header
  # file, and if the compilers say what they read (gcc) and write the same bytes each time (clang).
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(pvault_flags INTERFACE -fpch-preprocess)
  else()
    target_compile_options(pvault_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
