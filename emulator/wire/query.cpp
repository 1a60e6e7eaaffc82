// query.cpp - forms into Trees by the schema, and back.
#include "wire/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "crypto/hash.h"
#include "wire/refusal.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

constexpr std::size_t index_digits_max = 9;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      out += ' ';
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      if (at + 2 >= text.size())
        throw malformed_query_string("Incomplete trailing escape % sequence");
      const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0)
        throw malformed_query_string(fmt::format("Illegal hex character in escape % pattern: %{}{}",
                                                 text[at + 1], text[at + 2]));
      out += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// What the parameters say about one value: its text, or its parts by the number of the member or
// element. The depth is that of the schema, and there are no more parts than parameters.
struct Slot {
  const std::string* text = nullptr;
  std::map<std::size_t, Slot> parts;
};

class Decoder {
 public:
  Decoder(const Service& service, const Operation& operation)
      : ec2_(service.protocol == Protocol::ec2),
        root_{.kind = Kind::structure, .schema = operation.input} {}

  void place(const std::string& name, const std::string& value) {
    Slot* slot = &slot_;
    const Type* type = &root_;
    std::string_view rest = name;
    while (!rest.empty()) {
      const std::string_view segment = take_segment(rest);
      if (type->kind == Kind::structure) {
        const auto index = member_index(*type->schema, segment);
        if (!index) return unknown(name);
        slot = &slot->parts[*index];
        type = type->schema->members[*index].type;
        if (type->kind == Kind::unknown) {
          if (!value.empty()) slot->text = &value;
          return;
        }
      } else if (type->kind == Kind::list) {
        std::string_view number = segment;
        if (!ec2_ && !type->flat) {
          if (segment != item_name(*type)) return unknown(name);
          number = take_segment(rest);
        }
        const auto index = parse_index(number);
        if (!index) return unknown(name);
        slot = &slot->parts[*index];
        type = type->element;
      } else {
        return unknown(name);
      }
    }
    if (slot->text == nullptr) slot->text = &value;  // of two with one name, the first
    const bool whole = type->kind == Kind::structure || type->kind == Kind::list;
    if (whole && !value.empty()) unknown(name);
  }

  Tree tree() const { return structure(*root_.schema, slot_, ""); }

 private:
  static std::string_view take_segment(std::string_view& rest) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view segment = rest.substr(0, dot);
    rest.remove_prefix(std::min(dot + 1, rest.size()));
    return segment;
  }

  static std::optional<std::size_t> member_index(const Schema& schema, std::string_view asked) {
    for (std::size_t i = 0; i < schema.members.size(); ++i)
      if (schema.members[i].asked == asked) return i;
    return std::nullopt;
  }

  static std::string_view item_name(const Type& list) {
    return list.item.empty() ? std::string_view("member") : list.item;
  }

  static std::optional<std::size_t> parse_index(std::string_view text) {
    if (text.empty() || text.size() > index_digits_max) return std::nullopt;
    std::size_t value = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value == 0 ? std::nullopt : std::optional(value);
  }

  void unknown(const std::string& name) const {
    if (ec2_) throw unknown_parameter(name);
  }

  Tree structure(const Schema& schema, const Slot& slot, const std::string& path) const {
    Tree::Map entries;
    for (const auto& [index, part] : slot.parts) {
      const Member& member = schema.members[index];
      const std::string name =
          path.empty() ? std::string(member.asked) : fmt::format("{}.{}", path, member.asked);
      if (absent(*member.type, part)) continue;
      entries.emplace_back(member.name, value(*member.type, part, name));
    }
    return entries;
  }

  bool absent(const Type& type, const Slot& slot) const {
    if (type.kind == Kind::unknown) return slot.text == nullptr;
    if (!slot.parts.empty()) return false;
    if (type.kind == Kind::structure) return true;
    if (type.kind == Kind::list) return ec2_;
    return ec2_ && slot.text->empty();
  }

  Tree value(const Type& type, const Slot& slot, const std::string& path) const {
    if (type.kind == Kind::structure) return structure(*type.schema, slot, path);
    if (type.kind == Kind::list) {
      Tree::List elements;
      for (const auto& [index, part] : slot.parts)
        elements.push_back(value(*type.element, part, fmt::format("{}.{}", path, index)));
      return elements;
    }
    static const std::string none;
    return scalar(type, slot.text ? *slot.text : none, path);
  }

  Tree scalar(const Type& type, const std::string& text, const std::string& path) const {
    switch (type.kind) {
      case Kind::integer:
        if (const auto number = parse_integer(text); number && (!ec2_ || is_int32(*number))) {
          return *number;
        }
        throw mistyped(text, path, "Expecting an integer.", "an Integer");
      case Kind::real:
        if (const auto number = parse_real(text)) return *number;
        throw mistyped(text, path, "Expecting a number.", "a Double");
      case Kind::boolean:
        if (const auto flag = parse_boolean(text)) return *flag;
        throw mistyped(text, path, "Expecting true or false.", "a Boolean");
      case Kind::time:
        if (const auto instant = parse_time(text)) return *instant;
        throw mistyped(text, path, "Expecting a time in ISO 8601.", "a Timestamp");
      case Kind::blob:
        if (auto bytes = crypto::from_base64(text)) return Blob{std::move(*bytes)};
        throw mistyped(text, path, "Expecting base64.", "a Blob");
      default:
        return text;
    }
  }

  // All of EC2's whole numbers are of 32 bits (its model's Integer).
  static bool is_int32(std::int64_t number) {
    return number >= std::numeric_limits<std::int32_t>::min() &&
           number <= std::numeric_limits<std::int32_t>::max();
  }

  Error mistyped(const std::string& text, const std::string& path, std::string_view expecting,
                 std::string_view kind) const {
    if (ec2_) return invalid_parameter_value(text, lower_first(path), expecting);
    return malformed_input(fmt::format("STRING_VALUE can not be converted to {}", kind));
  }

  const bool ec2_;
  const Type root_;
  Slot slot_;
};

// What a structure or list without a schema looks like: as the protocol would have it.
class Encoder {
 public:
  Encoder(const Service& service, Parameters& out)
      : ec2_(service.protocol == Protocol::ec2), out_(out) {}

  void structure(const Schema* schema, const Tree::Map& entries, const std::string& path) {
    for (const auto& [name, tree] : entries) {
      const Member* member = nullptr;
      if (schema)
        for (const Member& candidate : schema->members)
          if (candidate.name == name) member = &candidate;
      const std::string asked = member ? std::string(member->asked) : name;
      value(member ? *member->type : unknown_type, tree, path.empty() ? asked : path + "." + asked);
    }
  }

 private:
  void value(const Type& type, const Tree& tree, const std::string& path) {
    if (const auto* entries = tree.as<Tree::Map>())
      return structure(type.kind == Kind::structure ? type.schema : nullptr, *entries, path);
    if (const auto* list = tree.as<Tree::List>()) return elements(type, *list, path);
    if (!tree.is_null()) out_.emplace_back(path, text(tree));
  }

  void elements(const Type& type, const Tree::List& list, const std::string& path) {
    const bool known = type.kind == Kind::list;
    if (list.empty() && !ec2_) out_.emplace_back(path, "");
    const std::string_view item = known && !type.item.empty() ? type.item : "member";
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string at = ec2_ || type.flat ? fmt::format("{}.{}", path, i + 1)
                                               : fmt::format("{}.{}.{}", path, item, i + 1);
      value(known ? *type.element : unknown_type, list[i], at);
    }
  }

  static std::string text(const Tree& tree) {
    if (const auto* string = tree.as<std::string>()) return *string;
    if (const auto* number = tree.as<std::int64_t>()) return std::to_string(*number);
    if (const auto* number = tree.as<double>()) return fmt::format("{}", *number);
    if (const auto* flag = tree.as<bool>()) return *flag ? "true" : "false";
    if (const auto* instant = tree.as<Instant>()) return time_text_ms(*instant);
    if (const auto* blob = tree.as<Blob>()) return crypto::to_base64(blob->bytes);
    return {};
  }

  const bool ec2_;
  Parameters& out_;
};

// Not the operation's own: what says which operation it is, and a presigned request's signature.
bool is_about_the_request(std::string_view name) {
  return name == "Action" || name == "Version" ||
         (name.size() > 6 && same_without_case(name.substr(0, 6), "X-Amz-"));
}

}  // namespace

Parameters parse_form(std::string_view text) {
  Parameters out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name = unescaped(pair.substr(0, equals));
    std::string value = unescaped(pair.substr(std::min(equals + 1, pair.size())));
    if (!is_utf8(name) || !is_utf8(value))
      throw malformed_query_string("Escaped characters are not UTF-8");  // the sentence is ours
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

std::string form_text(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += escaped(name) + "=" + escaped(value);
  }
  return out;
}

bool has_form_body(const HttpRequest& request) {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  const std::string_view type = header(request.headers, "Content-Type");
  return type.empty() || same_without_case(type.substr(0, form.size()), form);
}

Parameters parameters_of(const HttpRequest& request) {
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  Parameters out = parse_form(target.substr(std::min(mark + 1, target.size())));
  if (has_form_body(request)) {
    Parameters body = parse_form(request.body);
    out.insert(out.end(), std::make_move_iterator(body.begin()),
               std::make_move_iterator(body.end()));
  }
  return out;
}

const std::string* find(const Parameters& parameters, std::string_view name) {
  const auto place = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  return place == parameters.end() ? nullptr : &place->second;
}

Tree decode_query(const Service& service, const Operation& operation,
                  const Parameters& parameters) {
  Decoder decoder(service, operation);
  for (const auto& [name, value] : parameters)
    if (!is_about_the_request(name)) decoder.place(name, value);
  return decoder.tree();
}

Parameters encode_query(const Service& service, const Operation& operation, const Tree& request) {
  Parameters out = {{"Action", std::string(operation.name)},
                    {"Version", std::string(service.version)}};
  if (const auto* entries = request.as<Tree::Map>())
    Encoder(service, out).structure(operation.input, *entries, "");
  return out;
}

}  // namespace amishare::wire
