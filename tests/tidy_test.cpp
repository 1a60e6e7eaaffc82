// tidy_test.cpp - the rules of the code that a program can check.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;

struct SourceFile {
  std::string path;  // from the root of the tree, with '/'
  std::vector<std::string> lines;
};

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

std::vector<SourceFile> read_sources() {
  const fs::path root = AMISHARE_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const char* folder : {"emulator", "client", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".h")) continue;
      SourceFile file{fs::relative(entry.path(), root).generic_string(), {}};
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) file.lines.push_back(line);
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  REQUIRE(files.size() > 50);
  return files;
}

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> files = read_sources();
  return files;
}

// A line without its comment and the insides of its string literals.
std::string code_of(const std::string& line) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) {
        quote = 0;
        code += c;
      }
    } else if (c == '/' && i + 1 < line.size() && line[i + 1] == '/') {
      break;
    } else {
      // A quote after a digit or letter separates digits (1'000).
      const bool separator =
          c == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(line[i - 1]));
      if ((c == '"' || c == '\'') && !separator) quote = c;
      code += c;
    }
  }
  return code;
}

using Rule = std::function<bool(const SourceFile&, std::size_t line)>;

// Every "path:line: text" for which `broken` holds.
std::string offences(const Rule& broken) {
  std::ostringstream found;
  for (const SourceFile& file : sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (broken(file, i)) found << file.path << ':' << i + 1 << ": " << file.lines[i] << '\n';
    }
  }
  return found.str();
}

// Every line outside the named files in which the code matches `pattern`.
std::string uses(const std::string& pattern, std::initializer_list<std::string_view> allowed) {
  const std::regex expression(pattern);
  return offences([&](const SourceFile& file, std::size_t i) {
    return !starts_with_any(file.path, allowed) && file.path != "tests/tidy_test.cpp" &&
           std::regex_search(code_of(file.lines[i]), expression);
  });
}

std::string includes(const std::string& pattern, std::initializer_list<std::string_view> allowed) {
  const std::regex expression("^\\s*#\\s*include\\s*[<\"]" + pattern);
  return offences([&](const SourceFile& file, std::size_t i) {
    return !starts_with_any(file.path, allowed) && std::regex_search(file.lines[i], expression);
  });
}

}  // namespace

TEST_CASE("a file begins with its name and one sentence", "[tidy]") {
  std::ostringstream found;
  for (const SourceFile& file : sources()) {
    const std::string name = fs::path(file.path).filename().string();
    const bool good = !file.lines.empty() && file.lines[0].starts_with("// " + name + " - ") &&
                      file.lines[0].ends_with(".");
    if (!good) found << file.path << '\n';
  }
  CHECK(found.str() == "");
}

TEST_CASE("lines have at most 100 columns", "[tidy]") {
  CHECK(offences([](const SourceFile& file, std::size_t i) {
          // Columns, not bytes: continuation bytes of UTF-8 take none.
          const auto& line = file.lines[i];
          const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
          });
          return columns > 100 && line.find("http") == std::string::npos;
        }) == "");
}

TEST_CASE("functions have at most 70 lines", "[tidy]") {
  std::ostringstream found;
  for (const SourceFile& file : sources()) {
    if (file.path.starts_with("tests/")) continue;  // a test case tells a story of its own length
    std::size_t start = 0;
    bool inside = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      const bool opens = !line.empty() && line.ends_with("{") && line[0] != ' ' && line[0] != '}' &&
                         !starts_with_any(line, {"namespace", "struct", "class", "enum", "extern",
                                                 "union", "template", "#", "//"}) &&
                         line.find(" = {") == std::string::npos &&
                         line.find("[] = ") == std::string::npos;
      if (!inside && opens) {
        start = i;
        inside = true;
      } else if (inside && line.starts_with("}")) {
        inside = false;
        const bool data = line.starts_with("};");
        if (!data && i - start + 1 > 70) {
          found << file.path << ':' << start + 1 << ": " << i - start + 1 << " lines\n";
        }
      }
    }
  }
  CHECK(found.str() == "");
}

TEST_CASE("libraries stay in their rooms", "[tidy]") {
  CHECK(includes("boost/", {"emulator/server/", "client/transport", "tests/server/"}) == "");
  CHECK(includes("openssl/", {"emulator/crypto/", "emulator/server/tls", "client/transport",
                              "tests/emulator/crypto/", "tests/bench/block_bench"}) == "");
  CHECK(includes("nlohmann/", {"emulator/wire/", "client/scenario",
                               "client/json.h", "client/verbs/", "client/report", "client/share",
                               "tests/", "emulator/ec2/encoded_message"}) == "");
  CHECK(includes("CLI/", {"client/main.cpp", "client/verbs/"}) == "");
  CHECK(includes("(emulator|server)/", {"emulator/server/", "client/", "tests/"}) == "");
}

TEST_CASE("the emulator has no clock, no dice and no threads of its own", "[tidy]") {
  const auto outside = {std::string_view("emulator/server/"), std::string_view("client/"),
                        std::string_view("tests/"), std::string_view("emulator/api/compile")};
  CHECK(uses("(system_clock|steady_clock|high_resolution_clock)::now|[^_a-z] "
             "time\\((nullptr|NULL|0|&)|gettimeofday|"
             "clock_gettime",
             outside) == "");
  CHECK(uses("\\brand\\(|\\bsrand\\(|random_device|RAND_bytes|mt19937", outside) == "");
  CHECK(uses("\\bgetenv\\(|sleep_for|sleep_until|usleep\\(", outside) == "");
  CHECK(uses("std::(thread|jthread|mutex|async|condition_variable)\\b", outside) == "");
}

TEST_CASE("nothing mutable stands at namespace scope", "[tidy]") {
  // A declaration that starts in column 0, ends on its line and is neither const nor a function.
  const std::regex variable(
      "^(static |inline |extern |thread_local )*[A-Za-z_][A-Za-z0-9_:<>, \\*&]* [a-z_][a-z0-9_]*"
      "( = .*|\\{.*\\})?;$");
  const std::regex harmless(
      "\\b(const|constexpr|using|typedef|return|struct|class|enum|friend|template|namespace|"
      "operator|throw|delete|goto)\\b");
  CHECK(offences([&](const SourceFile& file, std::size_t i) {
          const std::string code = code_of(file.lines[i]);
          return !code.empty() && code[0] != ' ' && std::regex_match(code, variable) &&
                 !std::regex_search(code, harmless);
        }) == "");
}

TEST_CASE("unordered containers are looked up, never walked", "[tidy]") {
  // Those that need one hide it behind a type that does not let it be walked.
  CHECK(uses("std::unordered_(map|set|multimap|multiset)",
             {"emulator/world/table.h", "emulator/wire/sigv4", "emulator/server/", "client/",
              "tests/"}) == "");
}

TEST_CASE("names say what a thing is", "[tidy]") {
  CHECK(uses("\\b(class|struct) [A-Za-z]*(Manager|Helper|Util|Utils|Base|Impl)\\b", {}) == "");
}

TEST_CASE("refusals are made by named functions only", "[tidy]") {
  CHECK(uses("throw Error\\s*[\\{\\(]", {"emulator/wire/", "tests/"}) == "");
}

TEST_CASE("ctest finds every test by a tag", "[tidy]") {
  std::istringstream words(AMISHARE_TEST_TAGS);
  std::vector<std::string> tags;
  for (std::string word; words >> word;) tags.push_back("[" + word + "]");
  REQUIRE(tags.size() > 10);
  std::ostringstream found;
  std::size_t cases = 0;
  for (const SourceFile& file : sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!file.lines[i].starts_with("TEST_CASE(")) continue;
      ++cases;
      std::string head = file.lines[i];
      for (std::size_t next = i + 1; !head.ends_with("{") && next < file.lines.size(); ++next) {
        head += file.lines[next];
      }
      const bool tagged = std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return head.find(tag) != std::string::npos;
      });
      if (!tagged) found << file.path << ':' << i + 1 << ": " << head << '\n';
    }
  }
  CHECK(cases > 500);
  CHECK(found.str() == "");
}

TEST_CASE("nothing is left for later in a comment", "[tidy]") {
  CHECK(offences([](const SourceFile& file, std::size_t i) {
          static const std::regex later("\\b(TODO|FIXME|XXX|HACK)\\b");
          return file.path != "tests/tidy_test.cpp" && std::regex_search(file.lines[i], later);
        }) == "");
}

TEST_CASE("the repository speaks of the project alone", "[tidy]") {
  const std::regex place("/wor[k]/|/tm[p]/bash|sub-?agen[t]|workplac[e]");
  CHECK(offences([&](const SourceFile& file, std::size_t i) {
          return file.path != "tests/tidy_test.cpp" && std::regex_search(file.lines[i], place);
        }) == "");
}
