// golden_test.cpp - requests as botocore sends them, responses as it reads them, both ways.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.h"
#include "wire/json.h"
#include "wire/message.h"
#include "wire/query.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

namespace fs = std::filesystem;

// A file that tests/wire/make_golden.py wrote.
struct Golden {
  const Service* service = nullptr;
  const Operation* operation = nullptr;
  std::string asked, told;  // JSON with SDK names
  HttpRequest request;
  HttpResponse response;
};

// "First line\nName: value\n\nbody" in its parts.
std::string take_message(const std::string& text, Headers& headers, std::string& body) {
  std::istringstream in(text);
  std::string first;
  std::getline(in, first);
  for (std::string line; std::getline(in, line) && !line.empty();) {
    const std::size_t colon = line.find(": ");
    headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const auto at = in.tellg();
  body = at < 0 ? "" : text.substr(static_cast<std::size_t>(at));
  return first;
}

Golden read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream whole;
  whole << in.rdbuf();
  std::string text = whole.str();
  text.pop_back();
  const std::string rule = "\n----\n";
  std::vector<std::string> parts;
  for (std::size_t at; (at = text.find(rule)) != std::string::npos; text.erase(0, at + rule.size()))
    parts.push_back(text.substr(0, at));
  parts.push_back(text);
  REQUIRE(parts.size() == 5);

  Golden out;
  const std::size_t blank = parts[0].find(' ');
  out.service = find_service(parts[0].substr(0, blank));
  REQUIRE(out.service != nullptr);
  out.operation = out.service->find(parts[0].substr(blank + 1));
  REQUIRE(out.operation != nullptr);
  out.asked = parts[1];
  const std::string line = take_message(parts[2], out.request.headers, out.request.body);
  out.request.method = line.substr(0, line.find(' '));
  out.request.target = line.substr(line.find(' ') + 1);
  out.response.status = std::stoi(take_message(parts[3], out.response.headers, out.response.body));
  out.told = parts[4];
  return out;
}

std::vector<fs::path> files() {
  std::vector<fs::path> out;
  for (const auto& entry :
       fs::directory_iterator(fs::path(AMISHARE_SOURCE_DIR) / "tests/wire/golden"))
    out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  REQUIRE(out.size() > 20);
  return out;
}

// To EC2 an empty value is an absent one, except in a list.
Tree without_empty(const Tree& tree) {
  if (const auto* list = tree.as<Tree::List>()) {
    Tree::List out;
    for (const Tree& element : *list) out.push_back(without_empty(element));
    return out;
  }
  const auto* entries = tree.as<Tree::Map>();
  if (!entries) return tree;
  Tree::Map out;
  for (const auto& [name, value] : *entries)
    if (value != Tree("")) out.emplace_back(name, without_empty(value));
  return out;
}

// The same for all orders of elements and blanks between them.
std::string canonical(const pugi::xml_node& node) {
  std::vector<std::string> parts;
  for (const pugi::xml_node& child : node.children())
    parts.push_back(child.type() == pugi::node_element ? canonical(child) : child.value());
  std::sort(parts.begin(), parts.end());
  std::string out = std::string("<") + node.name() + node.attribute("xmlns").value() + ">";
  for (const std::string& part : parts) out += part;
  return out + "</>";
}

std::string canonical(const std::string& xml) {
  pugi::xml_document document;
  REQUIRE(document.load_string(xml.c_str()));
  return canonical(document.document_element());
}

Parameters sorted(std::string_view form) {
  Parameters out = parse_form(form);
  std::sort(out.begin(), out.end());
  return out;
}

// Names of headers in lower case, in order.
Headers comparable(Headers headers) {
  for (auto& [name, value] : headers)
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  std::sort(headers.begin(), headers.end());
  return headers;
}

// Which REST operation has a body is botocore's affair; a body or its type too many does no harm.
void check_request(const HttpRequest& ours, const HttpRequest& theirs) {
  CHECK(ours.method == theirs.method);
  const std::size_t mark = std::min(theirs.target.find('?'), theirs.target.size());
  CHECK(ours.target.substr(0, std::min(ours.target.find('?'), ours.target.size())) ==
        theirs.target.substr(0, mark));
  if (mark < theirs.target.size())
    CHECK(sorted(ours.target.substr(mark + 1)) == sorted(theirs.target.substr(mark + 1)));
  for (const auto& [name, value] : comparable(theirs.headers))
    CHECK(header(ours.headers, name) == value);
  const std::string_view type = header(theirs.headers, "Content-Type");
  if (type.starts_with("application/x-www-form"))
    CHECK(sorted(ours.body) == sorted(theirs.body));
  else if (!theirs.body.empty() && theirs.body[0] == '{')
    CHECK(nlohmann::json::parse(ours.body) == nlohmann::json::parse(theirs.body));
  else
    CHECK(ours.body == theirs.body);
}

void check_response(const HttpResponse& ours, const HttpResponse& theirs) {
  CHECK(ours.status == theirs.status);
  for (const auto& [name, value] : theirs.headers) CHECK(header(ours.headers, name) == value);
  if (theirs.body.starts_with("<"))
    CHECK(canonical(ours.body) == canonical(theirs.body));
  else if (theirs.body.starts_with("{"))
    CHECK(nlohmann::json::parse(ours.body) == nlohmann::json::parse(theirs.body));
  else
    CHECK(ours.body == theirs.body);
}

constexpr std::string_view request_id = "59dbff89-35bd-4eac-99ed-be587EXAMPLE";

}  // namespace

TEST_CASE("requests are read and written as botocore sends them", "[wire]") {
  for (const fs::path& path : files()) {
    INFO(path.filename().string());
    const Golden golden = read(path);
    CHECK(operation_name(*golden.service, golden.request) == golden.operation->name);
    const Tree asked = tree_from_json_text(golden.asked, *golden.operation->input);
    const Tree decoded = decode_request(*golden.service, *golden.operation, golden.request);
    const bool ec2 = golden.service->protocol == Protocol::ec2;
    CHECK(json_text(decoded, 1) == json_text(ec2 ? without_empty(asked) : asked, 1));
    check_request(encode_request(*golden.service, *golden.operation, asked), golden.request);
  }
}

TEST_CASE("responses are read and written as botocore reads them", "[wire]") {
  for (const fs::path& path : files()) {
    INFO(path.filename().string());
    const Golden golden = read(path);
    const Tree told = tree_from_json_text(golden.told, *golden.operation->output);
    const Tree decoded = decode_response(*golden.service, *golden.operation, golden.response);
    CHECK(json_text(decoded, 1) == json_text(told, 1));
    check_response(encode_response(*golden.service, *golden.operation, told, request_id),
                   golden.response);
  }
}

}  // namespace amishare::wire
