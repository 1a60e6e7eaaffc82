// scenario_value.cpp - filling in, looking up, comparing.
#include "client/scenario_value.h"

#include <fmt/format.h>

#include <charconv>
#include <regex>

#include "crypto/hash.h"
#include "ebs/ebs.h"

namespace amishare::client {
namespace {

std::string block_that_begins_with(std::string_view text) {
  std::string block(text);
  block.resize(ebs::block_size, '\0');
  return block;
}

std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Documents may name each other, but not for ever.
constexpr int depth_max = 16;

Json fill_in_at(const Json& value, const Names& names, int depth);
std::string fill_in_text_at(std::string_view text, const Names& names, int depth);

Json value_of(std::string_view name, const Names& names, int depth) {
  if (depth > depth_max) throw ScenarioError(fmt::format("${{{}}} names itself", name));
  const auto colon = name.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view function = name.substr(0, colon);
    const std::string_view argument = name.substr(colon + 1);
    if (function == "block") return crypto::to_base64(block_that_begins_with(argument));
    if (function == "sha256") {
      return crypto::to_base64(crypto::sha256(block_that_begins_with(argument)));
    }
    if (function == "json") return value_of(argument, names, depth + 1).dump();
    throw ScenarioError(fmt::format("${{{}}}: there is no function \"{}\"", name, function));
  }
  const auto found = names.find(name);
  if (found == names.end()) {
    throw ScenarioError(fmt::format("nothing defines ${{{}}}", name));
  }
  return fill_in_at(found->second, names, depth + 1);
}

// Calls `piece(text)` for what stands outside ${...} and `name(text)` for what stands inside.
template <class Piece, class Name>
void split(std::string_view text, Piece&& piece, Name&& name) {
  while (!text.empty()) {
    const auto start = text.find("${");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) return piece(text);
    if (start > 0) piece(text.substr(0, start));
    name(text.substr(start + 2, end - start - 2));
    text.remove_prefix(end + 1);
  }
}

bool is_policy_variable(std::string_view name) {
  // IAM's own ${aws:username} and the like stay as they are.
  for (const std::string_view prefix : {"aws:", "kms:", "ec2:", "iam:", "sts:", "s3:"}) {
    if (name.starts_with(prefix)) return true;
  }
  return name == "*" || name == "?" || name == "$";
}

// "[3]" off the front of `path`.
std::optional<long> take_index(std::string_view& path) {
  const auto end = path.find(']');
  if (end == std::string_view::npos) throw ScenarioError("a path's '[' has no ']'");
  long index = 0;
  const std::string_view digits = path.substr(1, end - 1);
  const auto [rest, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (problem != std::errc{} || rest != digits.data() + digits.size()) return std::nullopt;
  path.remove_prefix(end + 1);
  return index;
}

const Json* element(const Json& list, long index) {
  if (!list.is_array()) return nullptr;
  const long size = static_cast<long>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return nullptr;
  return &list[static_cast<std::size_t>(index)];
}

std::optional<Json> length_of(const Json& value) {
  if (value.is_string()) return Json(value.get_ref<const std::string&>().size());
  if (value.is_array() || value.is_object()) return Json(value.size());
  return std::nullopt;
}

std::string shown(const std::optional<Json>& value) {
  if (!value) return "nothing";
  std::string text = value->dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 400) {
    std::size_t end = 400;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // between characters
    text = text.substr(0, end) + "...";
  }
  return text;
}

std::optional<std::string> wanted(bool satisfied, std::string_view what, const Json& value,
                                  const std::optional<Json>& received) {
  if (satisfied) return std::nullopt;
  return fmt::format("expected {}{}, received {}", what, shown(value), shown(received));
}

bool contains(const Json& part, const std::optional<Json>& received) {
  if (!received) return false;
  if (received->is_string() && part.is_string()) {
    return received->get_ref<const std::string&>().find(part.get_ref<const std::string&>()) !=
           std::string::npos;
  }
  if (received->is_array()) {
    for (const Json& one : *received) {
      if (!difference(part, one)) return true;
    }
  }
  return false;
}

bool matches(const std::string& expression, const std::string& text) {
  // std::regex goes as deep as the text is long.
  constexpr std::size_t longest = 16 * 1024;
  if (text.size() > longest) throw ScenarioError("\"matches\" is for texts of at most 16 KiB");
  try {
    return std::regex_match(text, std::regex(expression));
  } catch (const std::regex_error& problem) {
    throw ScenarioError(
        fmt::format("\"{}\" is no regular expression: {}", expression, problem.what()));
  }
}

// An object whose only key is the name of a matcher.
const Json* matcher(const Json& expected, std::string_view name) {
  if (!expected.is_object() || expected.size() != 1) return nullptr;
  const auto found = expected.find(std::string(name));
  return found == expected.end() ? nullptr : &*found;
}

std::optional<std::string> difference_in_parts(const Json& expected, const Json& received) {
  for (const auto& [key, value] : expected.items()) {
    const auto found = received.find(key);
    const std::optional<Json> part = found == received.end() ? std::nullopt : std::optional(*found);
    if (const auto problem = difference(value, part)) return key + ": " + *problem;
  }
  return std::nullopt;
}

std::string fill_in_text_at(std::string_view text, const Names& names, int depth) {
  std::string out;
  split(
      text, [&](std::string_view piece) { out += piece; },
      [&](std::string_view name) {
        if (is_policy_variable(name)) {
          out.append("${").append(name).append("}");
        } else {
          out += as_text(value_of(name, names, depth));
        }
      });
  return out;
}

Json fill_in_at(const Json& value, const Names& names, int depth) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const bool whole = text.starts_with("${") && text.find('}') == text.size() - 1;
    if (!whole) return fill_in_text_at(text, names, depth);
    const std::string_view name = std::string_view(text).substr(2, text.size() - 3);
    if (is_policy_variable(name)) return value;
    return value_of(name, names, depth);
  }
  if (value.is_object()) {
    Json filled = Json::object();
    for (const auto& [key, part] : value.items()) {
      filled[fill_in_text_at(key, names, depth)] = fill_in_at(part, names, depth);
    }
    return filled;
  }
  if (value.is_array()) {
    Json filled = Json::array();
    for (const Json& part : value) filled.push_back(fill_in_at(part, names, depth));
    return filled;
  }
  return value;
}

}  // namespace

std::string fill_in_text(std::string_view text, const Names& names) {
  return fill_in_text_at(text, names, 0);
}

Json fill_in(const Json& value, const Names& names) { return fill_in_at(value, names, 0); }

std::optional<Json> look_up(const Json& root, std::string_view path) {
  const Json* at = &root;
  while (!path.empty()) {
    if (path.front() == '[') {
      const auto index = take_index(path);
      at = index ? element(*at, *index) : nullptr;
    } else {
      const auto end = std::min(path.find_first_of(".["), path.size());
      const std::string name(path.substr(0, end));
      path.remove_prefix(end);
      if (at->is_object() && at->contains(name)) {
        at = &(*at)[name];
      } else if (name == "length" && path.empty()) {
        return length_of(*at);
      } else {
        at = nullptr;
      }
    }
    if (at == nullptr) {
      // An absent list has no elements: SDKs show it as missing or as empty, which is the same.
      return path == ".length" ? std::optional<Json>(0) : std::nullopt;
    }
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  }
  return *at;
}

std::optional<std::string> difference(const Json& expected, const std::optional<Json>& received) {
  if (const Json* m = matcher(expected, "exists")) {
    const bool want = m->get<bool>();
    if (want == received.has_value()) return std::nullopt;
    return want ? "expected a value, received nothing"
                : "expected nothing, received " + shown(received);
  }
  if (const Json* m = matcher(expected, "matches")) {
    const bool good = received && received->is_string() &&
                      matches(m->get<std::string>(), received->get_ref<const std::string&>());
    return wanted(good, "a text that matches ", *m, received);
  }
  if (const Json* m = matcher(expected, "contains")) {
    return wanted(contains(*m, received), "something that contains ", *m, received);
  }
  if (const Json* m = matcher(expected, "starts_with")) {
    const bool good = received && received->is_string() &&
                      received->get_ref<const std::string&>().starts_with(m->get<std::string>());
    return wanted(good, "a text that starts with ", *m, received);
  }
  if (const Json* m = matcher(expected, "length")) {
    const auto length = received ? length_of(*received) : std::optional<Json>(0);
    return wanted(length && *length == *m, "a length of ", *m, received);
  }
  if (const Json* m = matcher(expected, "not")) {
    return wanted(difference(*m, received).has_value(), "anything but ", *m, received);
  }
  if (const Json* m = matcher(expected, "any_of")) {
    for (const Json& one : *m) {
      if (!difference(one, received)) return std::nullopt;
    }
    return wanted(false, "one of ", *m, received);
  }
  if (expected.is_object() && received && received->is_object()) {
    return difference_in_parts(expected, *received);
  }
  return wanted(received && *received == expected, "", expected, received);
}

std::string printable(const std::string& text) {
  const Json valid = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
  std::string out = valid.get<std::string>();
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) c = '?';
  }
  return out;
}

}  // namespace amishare::client
