# What `cmake --install` puts where, so that find_package(autosmote) works for others.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/autosmote)
install(TARGETS autosmote EXPORT autosmoteTargets)
if(TARGET autosmote_cli)
  install(TARGETS autosmote_cli)
  include(AutosmoteShell)
endif()
get_target_property(xgboost_links autosmote_xgboost INTERFACE_LINK_LIBRARIES)
if(xgboost_links)
  install(TARGETS autosmote_xgboost EXPORT autosmoteTargets)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/autosmote TYPE INCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE TYPE DOC)
install(EXPORT autosmoteTargets NAMESPACE autosmote:: DESTINATION ${package_folder})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/autosmoteConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/autosmoteConfig.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/autosmoteConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/autosmoteConfig.cmake
              ${PROJECT_BINARY_DIR}/autosmoteConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindCsv.cmake
        DESTINATION ${package_folder})

# In the same project as in others': autosmote::autosmote.
add_library(autosmote::autosmote ALIAS autosmote)
