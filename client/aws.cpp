// aws.cpp - encode, sign, send, decode.
#include "client/aws.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "wire/error.h"
#include "wire/message.h"
#include "wire/sigv4.h"

namespace amishare::client {
namespace {

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) ==
                  std::tolower(static_cast<unsigned char>(b));
         });
}

void set_header(wire::Headers& headers, const std::string& name, const std::string& value) {
  for (auto& [known, old] : headers) {
    if (same_name(known, name)) {
      old = value;
      return;
    }
  }
  headers.emplace_back(name, value);
}

// IAM and Organizations are one service for all Regions, signed for us-east-1.
// https://docs.aws.amazon.com/general/latest/gr/iam-service.html
std::string signing_region(std::string_view service, const Session& session) {
  const bool is_global = service == "iam" || service == "organizations";
  return is_global ? "us-east-1" : session.region;
}

std::string request_id_of(const wire::HttpResponse& response) {
  for (const char* name : {"x-amzn-requestid", "x-amz-request-id"}) {
    const std::string_view id = wire::header(response.headers, name);
    if (!id.empty()) return std::string(id);
  }
  return {};
}

}  // namespace

wire::HttpResponse Aws::send(const Session& session, std::string_view service,
                             wire::HttpRequest request, const CallOptions& options) {
  set_header(request.headers, "Host", service_host(endpoints_, service, session.region));
  const wire::SigningCredentials credentials{.access_key_id = session.access_key_id,
                                             .secret_access_key = session.secret_access_key,
                                             .session_token = session.session_token};
  const std::string region = signing_region(service, session);
  const Instant at = clock_() - options.signed_ago;
  if (options.signing == Signing::header) {
    wire::sign(request, credentials, region, service, at);
  } else if (options.signing == Signing::presigned) {
    wire::presign(request, credentials, region, service, at);
  }
  for (const auto& [name, value] : options.headers) set_header(request.headers, name, value);
  return transport_.send(request);
}

Answer Aws::call(const Session& session, std::string_view service, std::string_view operation,
                 const wire::Tree& members, const CallOptions& options) {
  const wire::Service* known = wire::find_service(service);
  const wire::Operation* op = wire::find_operation(service, operation);
  if (op == nullptr) {
    throw std::invalid_argument(fmt::format("there is no operation {}:{}", service, operation));
  }
  const wire::HttpResponse response =
      send(session, service, wire::encode_request(*known, *op, members), options);
  Answer answer{.status = response.status, .request_id = request_id_of(response)};
  if (response.status >= 300) {
    answer.error = wire::decode_error(response);
    answer.error->status = response.status;
  } else {
    answer.result = wire::decode_response(*known, *op, response);
  }
  return answer;
}

void Aws::call_typed(const Session& session, std::string_view service, std::string_view operation,
                     void* request, void* response) {
  const wire::Operation* op = wire::find_operation(service, operation);
  const Answer answer = call(session, service, operation, wire::tell(*op->input, request));
  if (answer.error) throw *answer.error;  // the server's words, not ours
  wire::fill(*op->output, answer.result, response);
}

}  // namespace amishare::client
