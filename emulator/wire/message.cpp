// message.cpp - chooses the syntax that a service speaks.
#include "wire/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "wire/json.h"
#include "wire/query.h"
#include "wire/rest.h"
#include "wire/xml.h"

namespace amishare::wire {

namespace {

// The Action of a form that has it in plain letters; empty otherwise.
std::string_view plain_action(std::string_view form) {
  constexpr std::string_view name = "Action=";
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    if (pair.starts_with(name)) {
      return pair.substr(name.size());
    }
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return {};
}

}  // namespace

std::string operation_name(const Service& service, const HttpRequest& request) {
  if (service.protocol == Protocol::rest_json) {
    const Operation* found = find_route(service, request.method, request.target);
    return found ? std::string(found->name) : std::string();
  }
  if (service.protocol == Protocol::json) {
    const std::string_view target = header(request.headers, "X-Amz-Target");
    const std::size_t size = service.target_prefix.size();
    const bool ours = target.size() > size + 1 && target.starts_with(service.target_prefix) &&
                      target[size] == '.';
    return ours ? std::string(target.substr(size + 1)) : std::string();
  }
  // Where an operation that there is stands in plain letters, all need not be read twice.
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(mark + 1, target.size()));
  const std::string_view body = has_form_body(request) ? request.body : std::string_view();
  for (const std::string_view form : {query, body}) {
    if (const Operation* found = service.find(plain_action(form))) return std::string(found->name);
  }
  const Parameters parameters = parameters_of(request);
  const std::string* action = find(parameters, "Action");
  return action ? *action : std::string();
}

Tree decode_request(const Service& service, const Operation& operation,
                    const HttpRequest& request) {
  switch (service.protocol) {
    case Protocol::json:
      return decode_json_request(*operation.input, request.body);
    case Protocol::rest_json:
      return decode_rest_request(operation, request);
    case Protocol::ec2:
    case Protocol::query:
      break;
  }
  return decode_query(service, operation, parameters_of(request));
}

HttpResponse encode_response(const Service& service, const Operation& operation,
                             const Tree& response, std::string_view request_id) {
  HttpResponse out;
  switch (service.protocol) {
    case Protocol::rest_json:
      out = encode_rest_response(operation, response);
      break;
    case Protocol::json:
      out.headers.emplace_back("Content-Type", "application/x-amz-json-1.1");
      if (operation.answers) out.body = encode_json(response);
      break;
    case Protocol::ec2:
    case Protocol::query:
      out.headers.emplace_back("Content-Type", service.protocol == Protocol::ec2
                                                   ? "text/xml;charset=UTF-8"
                                                   : "text/xml");
      out.body = encode_xml(service, operation, response, request_id);
      break;
  }
  out.headers.emplace_back("x-amzn-RequestId", request_id);
  return out;
}

HttpRequest encode_request(const Service& service, const Operation& operation,
                           const Tree& request) {
  if (service.protocol == Protocol::rest_json) return encode_rest_request(operation, request);
  HttpRequest out;
  if (service.protocol == Protocol::json) {
    out.headers.emplace_back("Content-Type", "application/x-amz-json-1.1");
    out.headers.emplace_back("X-Amz-Target",
                             fmt::format("{}.{}", service.target_prefix, operation.name));
    out.body = encode_json(request);
    return out;
  }
  out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  out.body = form_text(encode_query(service, operation, request));
  return out;
}

Tree decode_response(const Service& service, const Operation& operation,
                     const HttpResponse& response) {
  switch (service.protocol) {
    case Protocol::json:
      return decode_json_response(*operation.output, response.body);
    case Protocol::rest_json:
      return decode_rest_response(operation, response);
    case Protocol::ec2:
    case Protocol::query:
      break;
  }
  return decode_xml(service, operation, response.body);
}

}  // namespace amishare::wire
