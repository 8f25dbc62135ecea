# cmake -D out=FILE -D namespace=NAME -D pairs=NAME,FILE,... -P embed.cmake
# Writes a C++ source with the contents of the files; see nightfloat_embed.
string(REPLACE "," ";" pairs "${pairs}")
set(text "#include <string_view>\n\nnamespace ${namespace} {\n\n")
while(pairs)
  list(POP_FRONT pairs name file)
  set(content "")
  if(NOT file STREQUAL "none")
    file(READ ${file} content)
  endif()
  string(APPEND text "extern const std::string_view ${name};\n"
    "const std::string_view ${name} = R\"~embed~(${content})~embed~\";\n\n")
endwhile()
string(APPEND text "} // namespace ${namespace}\n")
file(WRITE ${out} "${text}")
