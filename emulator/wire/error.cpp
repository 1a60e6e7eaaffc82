// error.cpp - refusals in the four shapes, written and read.
#include "wire/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>

#include "wire/xml.h"

namespace amishare::wire {
namespace {

// Some of KMS's refusals have no message, and then no member for it. Those that have a reason are
// Organizations', whose model names both members so.
std::string json_body(const Error& error) {
  nlohmann::ordered_json body;
  body["__type"] = error.code;
  if (!error.message.empty()) body[error.reason.empty() ? "message" : "Message"] = error.message;
  if (!error.reason.empty()) body["Reason"] = error.reason;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string rest_body(const Error& error) {
  nlohmann::ordered_json body = nlohmann::ordered_json::object();
  // What the service itself refuses has the members of its model; what is refused before it is
  // reached has the lower-case message of every AWS service.
  body[error.reason.empty() ? "message" : "Message"] = error.message;
  if (!error.reason.empty()) body["Reason"] = error.reason;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string ec2_body(const Error& error, std::string_view request_id) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>"
      "<RequestID>{}</RequestID></Response>",
      xml_escaped(error.code), xml_escaped(error.message), xml_escaped(request_id));
}

std::string query_body(const Service& service, const Error& error, std::string_view request_id) {
  return fmt::format(
      "<ErrorResponse "
      "xmlns=\"{}\"><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message></Error>"
      "<RequestId>{}</RequestId></ErrorResponse>",
      service.xmlns, error.status >= 500 ? "Receiver" : "Sender", xml_escaped(error.code),
      xml_escaped(error.message), xml_escaped(request_id));
}

// com.amazon.coral.service#NotFoundException and NotFoundException:http://... -> NotFoundException
std::string bare_code(std::string_view code) {
  code = code.substr(0, std::min(code.find(':'), code.size()));
  const std::size_t hash = code.rfind('#');
  return std::string(hash == std::string_view::npos ? code : code.substr(hash + 1));
}

void read_xml(const std::string& body, Error& error) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8))
    return;
  const pugi::xml_node root = document.document_element();
  const pugi::xml_node wrapped = root.child("Errors").child("Error");
  const pugi::xml_node bare = std::string_view(root.name()) == "Error" ? root : root.child("Error");
  const pugi::xml_node node = wrapped ? wrapped : bare;
  error.code = node.child("Code").text().get();
  error.message = node.child("Message").text().get();
}

void read_json(const std::string& body, Error& error) {
  const auto tree = nlohmann::json::parse(body, nullptr, false);
  if (!tree.is_object()) return;
  const auto text = [&](const char* name) {
    const auto place = tree.find(name);
    return place != tree.end() && place->is_string() ? place->get<std::string>() : std::string();
  };
  if (error.code.empty()) error.code = bare_code(text("__type"));
  if (error.code.empty()) error.code = bare_code(text("code"));
  error.message = text("message");
  if (error.message.empty()) error.message = text("Message");
  error.reason = text("Reason");
}

}  // namespace

HttpResponse encode_error(const Service& service, const Error& error, std::string_view request_id) {
  HttpResponse out{.status = error.status, .headers = {}, .body = {}};
  std::string type = "text/xml";
  switch (service.protocol) {
    case Protocol::ec2:
      type = "text/xml;charset=UTF-8";
      out.body = ec2_body(error, request_id);
      break;
    case Protocol::query:
      out.body = query_body(service, error, request_id);
      break;
    case Protocol::json:
      type = "application/x-amz-json-1.1";
      out.body = json_body(error);
      break;
    case Protocol::rest_json:
      type = "application/json";
      out.headers.emplace_back("x-amzn-ErrorType", error.code);
      out.body = rest_body(error);
      break;
  }
  out.headers.emplace_back("Content-Type", type);
  out.headers.emplace_back("x-amzn-RequestId", request_id);
  return out;
}

Error decode_error(const HttpResponse& response) {
  Error error{.code = bare_code(header(response.headers, "x-amzn-ErrorType")),
              .message = {},
              .status = response.status};
  const std::size_t begin = response.body.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return error;
  if (response.body[begin] == '<') read_xml(response.body, error);
  if (response.body[begin] == '{') read_json(response.body, error);
  return error;
}

}  // namespace amishare::wire
