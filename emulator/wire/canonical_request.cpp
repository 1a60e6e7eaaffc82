// canonical_request.cpp - paths, queries and headers in canonical form.
#include "wire/canonical_request.h"

#include <algorithm>
#include <array>

#include "crypto/hash.h"

namespace amishare::wire {
namespace {

constexpr bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void append_encoded(std::string& out, std::string_view text, std::string_view also) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c) || also.find(c) != also.npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
}

// The header's value, or the values of all of that name joined by commas, each without outer white
// space and with inner white space as single blanks.
void append_values(std::string& out, const Headers& headers, std::string_view name) {
  bool first = true;
  for (const auto& [key, value] : headers) {
    if (!same_name(key, name)) continue;
    if (!first) out += ',';
    first = false;
    bool started = false;
    bool space = false;
    for (const char c : value) {
      if (is_space(c)) {
        space = started;
        continue;
      }
      if (space) out += ' ';
      space = false;
      started = true;
      out += c;
    }
  }
}

// One parameter's name or value in canonical encoding; puts AWS's complaint about a broken escape
// into `complaint`.
std::string canonical_component(std::string_view text, std::string& complaint) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else if (i + 2 >= text.size()) {
      complaint = "Incomplete trailing escape % sequence";
      return {};
    } else if (const auto byte = crypto::from_hex(text.substr(i + 1, 2))) {
      decoded += *byte;
      i += 2;
    } else {
      complaint = "Illegal hex character in escape % pattern: " + std::string(text.substr(i, 3));
      return {};
    }
  }
  return percent_encoded(decoded);
}

}  // namespace

Target split_target(std::string_view target) {
  const auto question = target.find('?');
  if (question == target.npos) return {target, {}};
  return {target.substr(0, question), target.substr(question + 1)};
}

std::string percent_encoded(std::string_view text, std::string_view also) {
  std::string out;
  out.reserve(text.size() + 16);
  append_encoded(out, text, also);
  return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto byte = crypto::from_hex(text.substr(i + 1, 2));
    if (!byte) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

std::optional<std::string> canonical_path(std::string_view path) {
  if (path == "/") return std::string(path);
  if (!path.starts_with('/') || !percent_decoded(path)) return std::nullopt;
  std::vector<std::string_view> segments;
  for (std::size_t start = 1; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    start = end + 1;
    if (segment == "..") {
      if (segments.empty()) return std::nullopt;
      segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : segments) {
    out += '/';
    append_encoded(out, segment, {});
  }
  if (out.empty() || path.ends_with('/')) out += '/';
  return out;
}

CanonicalQuery parse_canonical_query(std::string_view query, std::string& complaint) {
  CanonicalQuery parameters;
  while (!query.empty() && complaint.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    if (parameter.empty()) continue;
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    std::string name = canonical_component(parameter.substr(0, equals), complaint);
    std::string value;
    if (equals < parameter.size() && complaint.empty()) {
      value = canonical_component(parameter.substr(equals + 1), complaint);
    }
    parameters.emplace_back(std::move(name), std::move(value));
  }
  return parameters;
}

std::string canonical_text(CanonicalQuery query) {
  std::sort(query.begin(), query.end());
  std::string out;
  for (const auto& [name, value] : query) {
    if (!out.empty()) out += '&';
    out += name;
    out += '=';
    out += value;
  }
  return out;
}

std::vector<std::string> signed_header_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(';'));
    list.remove_prefix(std::min(name.size() + 1, list.size()));
    if (name.empty()) continue;
    names.emplace_back(name);
    for (char& c : names.back()) c = lower(c);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string joined_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ';';
    out += name;
  }
  return out;
}

std::string canonical_request(std::string_view method, std::string_view canonical_path,
                              std::string_view canonical_query, const Headers& headers,
                              const std::vector<std::string>& names,
                              std::string_view payload_hash) {
  std::string out;
  out.reserve(512 + canonical_path.size() + canonical_query.size());
  out += method;
  out += '\n';
  out += canonical_path;
  out += '\n';
  out += canonical_query;
  out += '\n';
  for (const std::string& name : names) {
    out += name;
    out += ':';
    append_values(out, headers, name);
    out += '\n';
  }
  out += '\n';
  out += joined_names(names);
  out += '\n';
  out += payload_hash;
  return out;
}

}  // namespace amishare::wire
