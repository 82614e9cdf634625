# The libraries we stand on, all of them packages of Debian 12 (tools/install names them).
find_package(Boost 1.74 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(doctest REQUIRED)
find_package(fmt 9.1 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)

# Finds lib<name>.a when the program is linked statically, lib<name>.so otherwise, and its header.
function(add_system_library name library header)
  if(PVAULT_STATIC)
    set(library ${CMAKE_STATIC_LIBRARY_PREFIX}${library}${CMAKE_STATIC_LIBRARY_SUFFIX})
  endif()
  find_library(${name}_LIBRARY NAMES ${library} REQUIRED)
  find_path(${name}_INCLUDE_DIR NAMES ${header} REQUIRED)
  mark_as_advanced(${name}_LIBRARY ${name}_INCLUDE_DIR)
  add_library(${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES
    IMPORTED_LOCATION ${${name}_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${${name}_INCLUDE_DIR})
endfunction()

add_system_library(csv csv csv.h)
add_system_library(sodium sodium sodium.h)
add_system_library(utf8proc utf8proc utf8proc.h)

# Only its header: the program loads the library when a workbook is asked for (reports/xlsx_library.hpp).
find_path(xlsxwriter_INCLUDE_DIR NAMES xlsxwriter.h REQUIRED)
mark_as_advanced(xlsxwriter_INCLUDE_DIR)
add_library(xlsxwriter INTERFACE)
target_include_directories(xlsxwriter SYSTEM INTERFACE ${xlsxwriter_INCLUDE_DIR})
target_link_libraries(xlsxwriter INTERFACE ${CMAKE_DL_LIBS})

# Only its headers, all of it in cli/order_file.cpp: Debian has the library as a shared one only.
find_path(tomlplusplus_INCLUDE_DIR NAMES toml++/toml.h REQUIRED)
mark_as_advanced(tomlplusplus_INCLUDE_DIR)
add_library(tomlplusplus INTERFACE)
target_include_directories(tomlplusplus SYSTEM INTERFACE ${tomlplusplus_INCLUDE_DIR})

# SQLiteCpp looks for SQLite itself and takes what is named here first, so both use the same one.
if(PVAULT_STATIC)
  find_library(SQLite3_LIBRARY NAMES libsqlite3.a REQUIRED)
endif()
find_package(SQLite3 3.40 REQUIRED)
# A static SQLite needs these two, behind it on the linker's line.
target_link_libraries(SQLite::SQLite3 INTERFACE m ${CMAKE_DL_LIBS})
find_package(SQLiteCpp REQUIRED)

add_library(fmt_static STATIC ${PROJECT_SOURCE_DIR}/cmake/fmt.cpp)
target_link_libraries(fmt_static PUBLIC pvault_flags)
