// gateway_case_test.cpp - what gateway_fuzz does, for its seeds, the golden requests and dice.
#include "fuzz/gateway_case.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "support/catch.h"

using namespace amishare;
using namespace amishare::test;

namespace {

std::vector<std::filesystem::path> files_in(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(AMISHARE_SOURCE_DIR) / "tests" / folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The request of a golden pair as HTTP.
std::string golden_request(const std::filesystem::path& path) {
  const std::string text = contents(path);
  const auto members_end = text.find("\n----\n", text.find("\n----\n") + 1);
  const auto start = members_end + 6;
  const std::string request = text.substr(start, text.find("\n----\n", start) - start);
  const auto head_end = std::min(request.find("\n\n"), request.size());
  const std::string body = request.substr(std::min(head_end + 2, request.size()));
  std::istringstream lines(request.substr(0, head_end));
  std::string line, http;
  std::getline(lines, line);
  http = line + " HTTP/1.1\r\n";
  while (std::getline(lines, line)) http += line + "\r\n";
  return http + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("the seeds of the gateway's fuzz target hold what must hold", "[wire][fuzz]") {
  const auto seeds = files_in("fuzz/corpus/gateway_fuzz");
  REQUIRE(seeds.size() >= 10);
  for (const auto& path : seeds) {
    INFO(path);
    GatewayCase(contents(path)).run();
  }
}

TEST_CASE("golden requests, whole and mutilated, hold what must hold", "[wire][fuzz]") {
  std::minstd_rand dice(20260103);
  for (const auto& path : files_in("wire/golden")) {
    INFO(path);
    const std::string request = golden_request(path);
    for (char manner = 0; manner < 4; ++manner) {
      for (char signer = 0; signer < 5; ++signer) {
        const std::string start{manner, signer};
        GatewayCase(start + request).run();
        std::string broken = request;
        for (auto left = dice() % 4; left > 0; --left) {
          broken[dice() % broken.size()] = static_cast<char>(dice());
        }
        GatewayCase(start + broken).run();
      }
    }
  }
}

TEST_CASE("any operation with any members holds what must hold", "[wire][fuzz]") {
  std::minstd_rand dice(20260104);
  for (int round = 0; round < 400; ++round) {
    std::string bytes(1, static_cast<char>(4 + dice() % 4));
    for (auto left = 200 + dice() % 800; left > 0; --left) bytes += static_cast<char>(dice() >> 8);
    INFO("round " << round);
    GatewayCase(bytes).run();
  }
}
