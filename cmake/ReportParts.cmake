# The fixed parts of the HTML reports (src/report/html) and Chart.js become a source of the layer
# `report`. Chart.js is optional at build: without it reports have their tables and drawings, and
# say which charts are missing. Defines CHARTJS_FILE, empty where there is none.
set(CHARTJS_FILE "")
if(NOT AUTOSMOTE_CHARTJS STREQUAL "OFF")
  find_file(AUTOSMOTE_CHARTJS_FILE NAMES chart.min.js chart.umd.js
            PATH_SUFFIXES share/javascript/chart.js share/nodejs/chart.js/dist)
  if(AUTOSMOTE_CHARTJS_FILE)
    set(CHARTJS_FILE "${AUTOSMOTE_CHARTJS_FILE}")
    file(READ "${CHARTJS_FILE}" start LIMIT 400)
    if(NOT start MATCHES "Chart\\.js v[3-4]\\.")
      message(FATAL_ERROR "${CHARTJS_FILE} does not say that it is Chart.js 3 or 4: install "
                          "libjs-chart.js, or set AUTOSMOTE_CHARTJS_FILE or AUTOSMOTE_CHARTJS=OFF")
    endif()
  elseif(AUTOSMOTE_CHARTJS STREQUAL "ON")
    message(FATAL_ERROR "AUTOSMOTE_CHARTJS=ON, but chart.min.js was not found: install "
                        "libjs-chart.js or set AUTOSMOTE_CHARTJS_FILE")
  else()
    message(STATUS "Chart.js not found: built with reports without interactive charts")
  endif()
endif()

# autosmote_report_parts(TARGET FOLDER): adds the source to TARGET.
function(autosmote_report_parts target folder)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/html_parts.cc)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake)
  set(files ${folder}/page.html ${folder}/report.css ${folder}/page.js ${folder}/tables.js
            ${folder}/fit.js ${CHARTJS_FILE})
  set(parts page_template=${folder}/page.html report_style=${folder}/report.css
            page_script=${folder}/page.js tables_script=${folder}/tables.js
            fit_script=${folder}/fit.js chart_library=${CHARTJS_FILE})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DHEADER=report/html_parts.h "-DPARTS=${parts}" -P
            ${script}
    DEPENDS ${script} ${files}
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
