# What `cmake --install` puts where, and the Debian package that `cpack` makes of it.
include(GNUInstallDirs)

# Only what is installed has to be built: the tests are not.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(TARGETS pvault RUNTIME)
# README.md finds the pages by their paths.
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES packaging/cron/pvault DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples RENAME pvault.cron)
install(FILES packaging/orders.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

# Where systemd looks below /usr and /usr/local alike. The units name /usr/bin/pvault.
install(DIRECTORY packaging/systemd/ DESTINATION lib/systemd/system
  FILES_MATCHING PATTERN "*.service" PATTERN "*.timer")
install(FILES packaging/systemd/pvault.sysusers DESTINATION lib/sysusers.d RENAME pvault.conf)

file(GLOB bash_completion packaging/completion/pvault.bash)
if(bash_completion)
  install(FILES ${bash_completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME pvault)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pvault)
set(CPACK_PACKAGE_VENDOR "Project Vault")
set(CPACK_PACKAGE_CONTACT "Project Vault <pvault@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
  "pvault keeps the ledger of a reserve of critical minerals: what lies in it, what it cost, who financed it, and how many days of consumption it covers.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
# A static build needs glibc alone; of another one, what it links is found in the program (Debian's package dpkg-dev does that).
if(PVAULT_STATIC)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")
else()
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
# It is opened when the first workbook is made.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libxlsxwriter4)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/packaging/debian/postinst ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
include(CPack)
