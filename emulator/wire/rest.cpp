// rest.cpp - where each member of a REST operation stands, both ways.
#include "wire/rest.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "crypto/hash.h"
#include "wire/json.h"
#include "wire/query.h"
#include "wire/refusal.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    if (path[0] == '/') path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, std::min(target.find('?'), target.size()));
}

bool is_label(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_route(std::string_view uri, const std::vector<std::string_view>& path) {
  const auto route = segments(uri);
  if (route.size() != path.size()) return false;
  for (std::size_t i = 0; i < route.size(); ++i)
    if (is_label(route[i]) ? path[i].empty() : route[i] != path[i]) return false;
  return true;
}

// A segment of a path, unescaped; there `+` is itself.
std::string unescaped_segment(std::string_view segment) {
  std::string form;
  for (const char c : segment) c == '+' ? form += "%2B" : form += c;
  const Parameters parameters = parse_form("x=" + form);
  return parameters.empty() ? std::string() : parameters[0].second;
}

std::string escaped_label(std::string_view text) {
  return form_text({{"", std::string(text)}}).substr(1);
}

// The value that a header, label or query parameter says. nullopt if it is not of the type.
std::optional<Tree> scalar(const Type& type, std::string_view text) {
  switch (type.kind) {
    case Kind::integer:
      if (const auto number = parse_integer(text)) return Tree(*number);
      return std::nullopt;
    case Kind::boolean:
      if (const auto flag = parse_boolean(text)) return Tree(*flag);
      return std::nullopt;
    case Kind::time:
      if (const auto instant = parse_time(text)) return Tree(*instant);
      return std::nullopt;
    case Kind::string:
    case Kind::unknown:
      if (is_utf8(text)) return Tree(text);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string text_of(const Tree& tree) {
  if (const auto* text = tree.as<std::string>()) return *text;
  if (const auto* number = tree.as<std::int64_t>()) return std::to_string(*number);
  if (const auto* flag = tree.as<bool>()) return *flag ? "true" : "false";
  if (const auto* instant = tree.as<Instant>()) return time_text_s(*instant);
  return {};
}

// What stands outside the body of a request, by the place and name of a member.
class Surroundings {
 public:
  Surroundings(const Operation& operation, const HttpRequest& request) : request_(request) {
    const std::string_view target = request.target;
    const auto route = segments(operation.uri), path = segments(path_of(target));
    for (std::size_t i = 0; i < route.size() && i < path.size(); ++i)
      if (is_label(route[i]))
        labels_.emplace_back(route[i].substr(1, route[i].size() - 2), unescaped_segment(path[i]));
    const std::size_t mark = std::min(target.find('?'), target.size());
    query_ = parse_form(target.substr(std::min(mark + 1, target.size())));
  }

  std::optional<std::string_view> text(const Member& member) const {
    if (member.place == Place::header) {
      const std::string_view value = header(request_.headers, member.asked);
      return value.empty() ? std::nullopt : std::optional(value);
    }
    const std::string* value = find(member.place == Place::path ? labels_ : query_, member.asked);
    return value ? std::optional<std::string_view>(*value) : std::nullopt;
  }

 private:
  const HttpRequest& request_;
  Parameters labels_, query_;
};

bool has_body_members(const Schema& schema) {
  for (const Member& member : schema.members)
    if (member.place == Place::body) return true;
  return false;
}

const Member* member_named(const Schema& schema, std::string_view name) {
  for (const Member& member : schema.members)
    if (member.name == name) return &member;
  return nullptr;
}

const Tree::Map& entries_of(const Tree& tree) {
  static const Tree::Map none;
  const auto* entries = tree.as<Tree::Map>();
  return entries ? *entries : none;
}

}  // namespace

const Operation* find_route(const Service& service, std::string_view method,
                            std::string_view target) {
  const auto path = segments(path_of(target));
  for (const Operation& operation : service.operations)
    if (operation.method == method && is_route(operation.uri, path)) return &operation;
  return nullptr;
}

Tree decode_rest_request(const Operation& operation, const HttpRequest& request) {
  const Surroundings around(operation, request);
  Tree body;
  if (has_body_members(*operation.input))
    body = decode_json_request(*operation.input, request.body.empty() ? "{}" : request.body);
  Tree::Map entries;
  for (const Member& member : operation.input->members) {
    if (member.place == Place::payload) {
      entries.emplace_back(member.name, Blob{request.body});
    } else if (member.place == Place::body) {
      if (Tree* value = body.find(member.name))
        entries.emplace_back(member.name, std::move(*value));
    } else if (const auto text = around.text(member)) {
      auto value = scalar(*member.type, *text);
      if (!value) throw serialization(fmt::format("{} is not of its type", member.asked));
      entries.emplace_back(member.name, std::move(*value));
    }
  }
  return entries;
}

HttpResponse encode_rest_response(const Operation& operation, const Tree& response) {
  HttpResponse out{.status = operation.status, .headers = {}, .body = {}};
  Tree body = Tree::Map();
  bool payload = false;
  for (const auto& [name, value] : entries_of(response)) {
    const Member* member = member_named(*operation.output, name);
    if (!member) continue;
    if (member->place == Place::header) {
      out.headers.emplace_back(member->told, text_of(value));
    } else if (member->place == Place::payload) {
      payload = true;
      if (const auto* blob = value.as<Blob>()) out.body = blob->bytes;
    } else {
      body.add(name, value);
    }
  }
  if (!payload) out.body = encode_json(body);
  out.headers.emplace_back("Content-Type",
                           payload ? "application/octet-stream" : "application/json");
  return out;
}

HttpRequest encode_rest_request(const Operation& operation, const Tree& request) {
  HttpRequest out;
  out.method = operation.method;
  out.target = operation.uri;
  Tree body = Tree::Map();
  Parameters query;
  bool payload = false;
  for (const auto& [name, value] : entries_of(request)) {
    const Member* member = member_named(*operation.input, name);
    switch (member ? member->place : Place::body) {
      case Place::header:
        out.headers.emplace_back(member->asked, text_of(value));
        break;
      case Place::query:
        query.emplace_back(member->asked, text_of(value));
        break;
      case Place::path: {
        const std::string label = fmt::format("{{{}}}", member->asked);
        if (const std::size_t at = out.target.find(label); at != std::string::npos)
          out.target.replace(at, label.size(), escaped_label(text_of(value)));
        break;
      }
      case Place::payload:
        payload = true;
        if (const auto* blob = value.as<Blob>()) out.body = blob->bytes;
        break;
      case Place::body:
        body.add(name, value);
        break;
    }
  }
  if (!query.empty()) out.target += "?" + form_text(query);
  if (!payload && has_body_members(*operation.input)) out.body = encode_json(body);
  if (payload || !out.body.empty())
    out.headers.emplace_back("Content-Type",
                             payload ? "application/octet-stream" : "application/json");
  return out;
}

Tree decode_rest_response(const Operation& operation, const HttpResponse& response) {
  const Schema& schema = *operation.output;
  Tree body;
  if (has_body_members(schema)) {
    bool payload = false;
    for (const Member& member : schema.members) payload |= member.place == Place::payload;
    if (!payload) body = decode_json_response(schema, response.body);
  }
  Tree::Map entries;
  for (const Member& member : schema.members) {
    if (member.place == Place::payload) {
      entries.emplace_back(member.name, Blob{response.body});
    } else if (member.place == Place::body) {
      if (Tree* value = body.find(member.name))
        entries.emplace_back(member.name, std::move(*value));
    } else if (const std::string_view text = header(response.headers, member.told); !text.empty()) {
      auto value = scalar(*member.type, text);
      if (!value) throw UnreadableResponse(fmt::format("{} is not of its type", member.told));
      entries.emplace_back(member.name, std::move(*value));
    }
  }
  return entries;
}

}  // namespace amishare::wire
