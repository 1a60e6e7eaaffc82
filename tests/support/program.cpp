// program.cpp - processes and their pipes.
#include "support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "support/catch.h"

namespace amishare::test {
namespace {

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t count = 0; (count = read(file, chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const Environment& environment) {
  std::vector<char*> texts = {const_cast<char*>(AMISHARE_PROGRAM)};
  for (const std::string& argument : arguments)
    texts.push_back(const_cast<char*>(argument.c_str()));
  texts.push_back(nullptr);
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  REQUIRE(pipe2(out.data(), O_CLOEXEC) == 0);
  REQUIRE(pipe2(err.data(), O_CLOEXEC) == 0);
  process_ = fork();
  REQUIRE(process_ >= 0);
  if (process_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    for (const auto& [name, value] : environment) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
    execv(AMISHARE_PROGRAM, texts.data());
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  output_ = out[0];
  errors_ = err[0];
}

Program::~Program() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(output_);
  close(errors_);
}

std::string Program::output_until(std::string_view last) {
  const std::string line = std::string(last) + "\n";
  std::string text;
  char c = 0;
  while (!text.ends_with("\n" + line) && text != line && read(output_, &c, 1) == 1) text += c;
  return text;
}

void Program::signal(int number) const { kill(process_, number); }

int Program::exit_code() {
  int status = 0;
  pid_t ended = 0;
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while ((ended = waitpid(process_, &status, WNOHANG)) == 0) {
    if (std::chrono::steady_clock::now() > patience) FAIL("the program does not end");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  REQUIRE(ended == process_);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Program::rest_of_output() { return read_all(output_); }

std::string Program::errors() { return read_all(errors_); }

}  // namespace amishare::test
