// program.h - amishare itself, run as a process.
#pragma once
#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amishare::test {

// "NAME" -> value, set besides what the tests have themselves; without a value it is taken out.
using Environment = std::map<std::string, std::optional<std::string>>;

// Started with these arguments; killed, if it still runs, when this goes.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments, const Environment& environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // All of standard output up to and with a line that is `last`, or up to its end.
  std::string output_until(std::string_view last);
  void signal(int number) const;
  // Waits for the end, which the test fails without. The exit code, or -1 if a signal ended it.
  int exit_code();
  // All of standard output that was not yet given, and all of standard error. Wait first.
  std::string rest_of_output();
  std::string errors();

 private:
  pid_t process_ = -1;
  int output_ = -1;
  int errors_ = -1;
};

}  // namespace amishare::test
