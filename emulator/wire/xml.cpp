// xml.cpp - writing XML by hand, reading it with pugixml.
#include "wire/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "crypto/hash.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

// Whether a code point may stand in XML 1.0 at all.
bool is_xml_character(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

// Whether it stands for itself in XML as in ASCII, as most do.
bool is_plain(char c) {
  return c >= ' ' && c <= '~' && c != '&' && c != '<' && c != '>' && c != '"';
}

void append_special(std::string& out, char32_t c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\r':
      out += "&#xD;";
      break;  // a bare one would be read as \n
    default:
      append_utf8(out, is_xml_character(c) ? c : 0xFFFD);
  }
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    while (at < text.size() && is_plain(text[at])) ++at;
    out += text.substr(start, at - start);
    if (at < text.size()) append_special(out, next_code_point(text, at));
  }
}

class XmlWriter {
 public:
  XmlWriter(const Service& service, std::string& out)
      : ec2_(service.protocol == Protocol::ec2), out_(out) {}

  void structure(const Schema& schema, const Tree& tree) {
    const auto* entries = tree.as<Tree::Map>();
    if (!entries) return;
    std::size_t next = 0;  // entries that a handler told follow the schema's order
    for (const auto& [name, value] : *entries) {
      const auto& members = schema.members;
      while (next < members.size() && members[next].name != name) ++next;
      if (next == members.size()) return;
      member(*members[next].type, members[next].told, value);
    }
  }

 private:
  void open(std::string_view name) { out_.append("<").append(name).append(">"); }
  void close(std::string_view name) { out_.append("</").append(name).append(">"); }

  void member(const Type& type, std::string_view name, const Tree& tree) {
    const auto* list = tree.as<Tree::List>();
    if (type.kind == Kind::list && list) {
      const std::string_view item = !type.item.empty() ? type.item : ec2_ ? "item" : "member";
      if (!type.flat) {
        if (list->empty()) {
          out_.append("<").append(name).append("/>");
          return;
        }
        open(name);
      }
      for (const Tree& element : *list) member(*type.element, type.flat ? name : item, element);
      if (!type.flat) close(name);
      return;
    }
    open(name);
    if (type.kind == Kind::structure)
      structure(*type.schema, tree);
    else if (type.kind == Kind::map)
      map(type, tree);
    else
      scalar(tree);
    close(name);
  }

  // As AWS's query protocol has it; EC2 has no maps.
  // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
  void map(const Type& type, const Tree& tree) {
    const auto* entries = tree.as<Tree::Map>();
    if (!entries) return;
    for (const auto& [key, value] : *entries) {
      open("entry");
      open("key");
      append_escaped(out_, key);
      close("key");
      member(*type.element, "value", value);
      close("entry");
    }
  }

  void scalar(const Tree& tree) {
    if (const auto* text = tree.as<std::string>()) append_escaped(out_, *text);
    if (const auto* number = tree.as<std::int64_t>()) out_ += std::to_string(*number);
    if (const auto* number = tree.as<double>()) out_ += fmt::format("{}", *number);
    if (const auto* flag = tree.as<bool>()) out_ += *flag ? "true" : "false";
    if (const auto* instant = tree.as<Instant>())
      out_ += ec2_ ? time_text_ms(*instant) : time_text_s(*instant);
    if (const auto* blob = tree.as<Blob>()) out_ += crypto::to_base64(blob->bytes);
  }

  const bool ec2_;
  std::string& out_;
};

// Takes what the schema knows, in its order; the rest is passed over, as SDKs do.
class Reader {
 public:
  Tree structure(const Schema& schema, const pugi::xml_node& node) const {
    Tree::Map entries;
    for (const Member& member : schema.members) {
      if (!member.emulated) continue;
      const std::string told(member.told);
      if (member.type->kind == Kind::list && member.type->flat) {
        Tree::List list;
        for (const pugi::xml_node& child : node.children(told.c_str()))
          list.push_back(value(*member.type->element, child));
        if (!list.empty()) entries.emplace_back(member.name, std::move(list));
      } else if (const pugi::xml_node child = node.child(told.c_str())) {
        entries.emplace_back(member.name, value(*member.type, child));
      }
    }
    return entries;
  }

 private:
  Tree value(const Type& type, const pugi::xml_node& node) const {
    if (type.kind == Kind::structure) return structure(*type.schema, node);
    if (type.kind == Kind::list) {
      Tree::List list;
      for (const pugi::xml_node& child : node.children())
        if (child.type() == pugi::node_element) list.push_back(value(*type.element, child));
      return list;
    }
    if (type.kind == Kind::map) {
      Tree::Map entries;
      for (const pugi::xml_node& entry : node.children("entry"))
        entries.emplace_back(text_of(entry.child("key")),
                             value(*type.element, entry.child("value")));
      return entries;
    }
    return scalar(type, text_of(node));
  }

  static std::string text_of(const pugi::xml_node& node) {
    std::string out;
    for (const pugi::xml_node& child : node.children())
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
        out += child.value();
    return out;
  }

  static Tree scalar(const Type& type, const std::string& text) {
    switch (type.kind) {
      case Kind::integer:
        if (const auto number = parse_integer(text)) return *number;
        break;
      case Kind::real:
        if (const auto number = parse_real(text)) return *number;
        break;
      case Kind::boolean:
        if (const auto flag = parse_boolean(text)) return *flag;
        break;
      case Kind::time:
        if (const auto instant = parse_time(text)) return *instant;
        break;
      case Kind::blob:
        if (auto bytes = crypto::from_base64(text)) return Blob{std::move(*bytes)};
        break;
      default:
        return text;
    }
    throw UnreadableResponse("a value of the response is not of its type: " + text.substr(0, 100));
  }
};

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_escaped(out, text);
  return out;
}

std::string encode_xml(const Service& service, const Operation& operation, const Tree& response,
                       std::string_view request_id) {
  const std::string name(operation.name);
  const std::string id = xml_escaped(request_id);
  std::string out;
  if (service.protocol == Protocol::ec2) {
    out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<{}Response xmlns=\"{}\"><requestId>{}</requestId>",
        name, service.xmlns, id);
    if (operation.output->members.empty()) out += "<return>true</return>";
    XmlWriter(service, out).structure(*operation.output, response);
    return out + fmt::format("</{}Response>", name);
  }
  out = fmt::format("<{}Response xmlns=\"{}\">", name, service.xmlns);
  if (operation.answers) {
    out += fmt::format("<{}Result>", name);
    XmlWriter(service, out).structure(*operation.output, response);
    out += fmt::format("</{}Result>", name);
  }
  return out +
         fmt::format("<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{}Response>",
                     id, name);
}

Tree decode_xml(const Service& service, const Operation& operation, std::string_view text) {
  pugi::xml_document document;
  const auto result =
      document.load_buffer(text.data(), text.size(),
                           pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!result) throw UnreadableResponse(fmt::format("not XML: {}", result.description()));
  const pugi::xml_node root = document.child(fmt::format("{}Response", operation.name).c_str());
  if (!root) throw UnreadableResponse(fmt::format("no <{}Response>", operation.name));
  if (service.protocol == Protocol::ec2 || !operation.answers)
    return Reader().structure(*operation.output, root);
  const pugi::xml_node answer = root.child(fmt::format("{}Result", operation.name).c_str());
  if (!answer) throw UnreadableResponse(fmt::format("no <{}Result>", operation.name));
  return Reader().structure(*operation.output, answer);
}

}  // namespace amishare::wire
