// compile_test.cpp - what api_compile makes of a small service, and what it complains about.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// An empty folder for one test.
struct Folder {
  fs::path path;
  explicit Folder(const std::string& name)
      : path(fs::temp_directory_path() / ("amishare_api_" + name)) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

struct Outcome {
  bool good = false;
  std::string complaints;
};

Outcome compile(const fs::path& out, const std::string& files) {
  const fs::path log = out / "log";
  const std::string command =
      std::string(AMISHARE_API_COMPILE) + " " + out.string() + " " + files + " 2> " + log.string();
  const bool good = std::system(command.c_str()) == 0;
  return {good, contents(log)};
}

// What the compiler says of a file that begins as it must and goes on with `text`, without the
// path.
std::string complaints(const std::string& text) {
  const Folder folder("complaints");
  const fs::path file = folder.path / "x.api";
  std::ofstream(file) << "service x 1 protocol=rest_json\n" << text << "\n";
  const Outcome outcome = compile(folder.path, file.string());
  CHECK_FALSE(outcome.good);
  CHECK_FALSE(fs::exists(folder.path / "x.h"));
  std::string out;
  std::istringstream lines(outcome.complaints);
  for (std::string line; std::getline(lines, line);) {
    const std::string start = file.string() + ":";
    out += (line.starts_with(start) ? line.substr(start.size()) : line) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("a small service compiles to the text kept beside this test", "[api]") {
  const Folder folder("golden");
  const fs::path golden = fs::path(AMISHARE_SOURCE_DIR) / "tests/emulator/api/golden";
  const Outcome outcome = compile(folder.path, (golden / "paint.api").string());
  INFO(outcome.complaints);
  REQUIRE(outcome.good);
  for (const char* name : {"paint.h", "paint.cpp"}) {
    // After a change that is meant: UPDATE_GOLDEN=1, and read the difference.
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
      fs::copy_file(folder.path / name, golden / (std::string(name) + ".txt"),
                    fs::copy_options::overwrite_existing);
    CHECK(contents(folder.path / name) == contents(golden / (std::string(name) + ".txt")));
  }
}

TEST_CASE("what does not follow the notation is reported with its line", "[api]") {
  CHECK(complaints("Get(A:Nothing) -> ()") == "2: no such type: Nothing\n");
  CHECK(complaints("Get(A B\n    A) -> ()") == "3: A stands twice in GetRequest\n");
  CHECK(complaints("Get() -> ()\n\nGet() -> ()") == "4: Get is declared twice\n");
  CHECK(complaints("Get(A~Word) -> ()") == "2: no such pattern: Word\n");
  CHECK(complaints("Get(A~Word) -> ()\npattern Word = \"(?!a)\"") ==
        "3: a pattern that wire/pattern.h does not know: \"(?!a)\"\n");
  CHECK(complaints("Get(A) -> ()\nColour(A)") == "3: nothing uses the structure Colour\n");
  CHECK(complaints("Get(A) -> ()\nenum E = a") == "3: nothing uses the enum E\n");
  CHECK(complaints("Get(A:S) -> ()\nS(B:S)") == "3: S contains itself\n");
  CHECK(complaints("Get(A:S) -> ()\nS(B:[T])\nT(C:S)") == "3: S contains itself\n");
  CHECK(complaints("Get(A:int(5)) -> ()") ==
        "2: a member begins with its name; limits are (low..high)\n");
  CHECK(complaints("Get(A(1..x)) -> ()") == "2: limits are (low..high): A(1..x)\n");
  CHECK(complaints("Get(A:) -> ()") == "2: a type is missing in A:\n");
  CHECK(complaints("Get(A:[int) -> ()") == "2: `]` is missing in A:[int\n");
  CHECK(complaints("Get(A:[[int]]) -> ()") ==
        "2: a list or map of this is not supported: A:[[int]]\n");
  CHECK(complaints("Get(A@colour) -> ()") == "2: no such attribute: @colour\n");
  CHECK(complaints("Get(A@shown) -> ()") == "2: @shown is for lists\n");
  CHECK(complaints("Get(A:{string}) -> ()") ==
        "2: maps are supported in JSON and in responses of `query` only\n");
  CHECK(complaints("Get(A?:int) -> ()") ==
        "2: a member that is not emulated has no type: A?:int\n");
  CHECK(complaints("Get(A") == "2: `)` is missing\n");
  CHECK(complaints("Get(A -> ()").starts_with("2: "));
  CHECK(complaints("Get(A) -> () B") == "2: what is B?\n");
  CHECK(complaints("Get GET /a/{b} (A) -> ()") == "2: no member has @path(b)\n");
  CHECK(complaints("Get GET /a (A@path(b)) -> ()") == "2: the URI has no {b}\n");
  CHECK(complaints("Get GET (A) -> ()") == "2: expected `Name METHOD /uri [status](...)`\n");
  CHECK(complaints("Get() -> ()\nunemulated Get Set Set") == "3: Set is listed twice\n");
  CHECK(complaints("Get() -> ()\nunemulated Get") == "3: Get is declared as an operation, too\n");
  CHECK(complaints("Get() -> ()\nenum = a") == "3: expected `enum Name = a | b`\n");
  CHECK(complaints("Get(A:E) -> ()\nenum E = a b") == "3: expected `a | b`\n");
  CHECK(
      complaints("  Get() -> ()").starts_with("2: expected protocol=, xmlns= or target=, not Get"));
  CHECK(complaints("service y") == "2: another service than x\n");
  CHECK(complaints("Get(A:int~Word) -> ()\npattern Word = \"a\"") ==
        "2: a pattern is for strings\n");
  CHECK(complaints("Get(A:[S]@header(X)) -> ()\nS(B)") == "2: a list or map stands in the body\n");
}

TEST_CASE("all complaints come in one run", "[api]") {
  CHECK(complaints("Get(A:X B:Y) -> ()\nSet(A:Z) -> ()") ==
        "2: no such type: X\n2: no such type: Y\n3: no such type: Z\n");
}
