# api.cmake - compiles emulator/api into the generated headers and sources, one pair a service.

set(AMISHARE_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
set(AMISHARE_SERVICES ec2 ebs kms iam sts organizations)
set(AMISHARE_GENERATED_SOURCES)
foreach(service IN LISTS AMISHARE_SERVICES)
  file(GLOB api_files CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/emulator/api/${service}.api ${PROJECT_SOURCE_DIR}/emulator/api/${service}/*.api)
  set(outputs ${AMISHARE_GENERATED_DIR}/api/${service}.h ${AMISHARE_GENERATED_DIR}/api/${service}.cpp)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND api_compile ${AMISHARE_GENERATED_DIR}/api ${api_files}
    DEPENDS api_compile ${api_files}
    COMMENT "Compiling the operations of ${service}")
  list(APPEND AMISHARE_GENERATED_SOURCES ${outputs})
endforeach()
