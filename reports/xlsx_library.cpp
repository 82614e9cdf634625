#include "reports/xlsx_library.hpp"

#include <cerrno>
#include <dlfcn.h>
#include <fmt/format.h>
#include <string>
#include <system_error>

namespace pvault::reports {
namespace {

constexpr const char* library_file = "libxlsxwriter.so." LXW_SOVERSION;

[[noreturn]] void fail_to_load(const std::string& why) {
  throw std::system_error(
      ELIBACC, std::generic_category(),
      fmt::format("cannot make a workbook: {} (Debian package libxlsxwriter{})", why, LXW_SOVERSION));
}

class Loader {
public:
  Loader() : library_(::dlopen(library_file, RTLD_LAZY | RTLD_LOCAL)) {
    if (library_ == nullptr) fail_to_load(fmt::format("{} is not there", library_file));
  }

  template <class Function>
  void load(Function& function, const char* name) const {
    function = reinterpret_cast<Function>(::dlsym(library_, name));
    if (function == nullptr) fail_to_load(fmt::format("{} has no {}", library_file, name));
  }

private:
  void* library_; // stays loaded to the end of the program
};

XlsxLibrary load_library() {
  const Loader loader;
  XlsxLibrary library;
  loader.load(library.workbook_new_opt, "workbook_new_opt");
  loader.load(library.workbook_add_worksheet, "workbook_add_worksheet");
  loader.load(library.workbook_add_format, "workbook_add_format");
  loader.load(library.workbook_set_properties, "workbook_set_properties");
  loader.load(library.workbook_close, "workbook_close");
  loader.load(library.lxw_workbook_free, "lxw_workbook_free");
  loader.load(library.lxw_strerror, "lxw_strerror");
  loader.load(library.worksheet_write_number, "worksheet_write_number");
  loader.load(library.worksheet_write_string, "worksheet_write_string");
  loader.load(library.worksheet_set_column, "worksheet_set_column");
  loader.load(library.worksheet_freeze_panes, "worksheet_freeze_panes");
  loader.load(library.worksheet_autofilter, "worksheet_autofilter");
  loader.load(library.worksheet_ignore_errors, "worksheet_ignore_errors");
  loader.load(library.worksheet_set_landscape, "worksheet_set_landscape");
  loader.load(library.worksheet_fit_to_pages, "worksheet_fit_to_pages");
  loader.load(library.worksheet_repeat_rows, "worksheet_repeat_rows");
  loader.load(library.format_set_num_format, "format_set_num_format");
  loader.load(library.format_set_bold, "format_set_bold");
  loader.load(library.format_set_font_color, "format_set_font_color");
  loader.load(library.format_set_align, "format_set_align");
  loader.load(library.format_set_indent, "format_set_indent");
  loader.load(library.format_set_text_wrap, "format_set_text_wrap");
  loader.load(library.format_set_bottom, "format_set_bottom");
  return library;
}

} // namespace

const XlsxLibrary& xlsx_library() {
  static const XlsxLibrary library = load_library();
  return library;
}

} // namespace pvault::reports
