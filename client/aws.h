// aws.h - calls of AWS operations: the emulator's own structs and tables, the other way round.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "client/service_transport.h"
#include "wire/tree.h"
#include "world/error.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::client {

// Credentials and a Region.
struct Session {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token{};
  std::string region = "us-east-1";
};

enum class Signing { header, presigned, none };

// How one call deviates from what an SDK does; for scenarios of wrongly made requests.
struct CallOptions {
  Signing signing = Signing::header;
  Delay signed_ago{0};      // the signature's time lies so far back
  wire::Headers headers{};  // sent besides; a name that the client sends too replaces its own
};

struct Answer {
  int status = 0;
  std::string request_id{};
  std::optional<Error> error{};
  wire::Tree result{};  // SDK names; empty if there is an error
};

class Aws {
 public:
  // `transport` is service_transport() of the same endpoints, or one that takes any Host. `clock`
  // gives the time for signatures.
  Aws(Transport& transport, Endpoints endpoints, std::function<Instant()> clock)
      : transport_(transport), endpoints_(std::move(endpoints)), clock_(std::move(clock)) {}

  // One endpoint for all services.
  Aws(Transport& transport, std::string endpoint, std::function<Instant()> clock)
      : Aws(transport, Endpoints{.usual = std::move(endpoint)}, std::move(clock)) {}

  // Calls an operation by its AWS name with members of SDK names. Throws std::invalid_argument if
  // amishare has no such operation or it has no such member.
  Answer call(const Session& session, std::string_view service, std::string_view operation,
              const wire::Tree& members, const CallOptions& options = {});

  // Typed: aws.call<ec2::op::CopyImage>(session, {.name = ..}). Throws the Error that was answered.
  template <class Op>
  typename Op::Response call(const Session& session, typename Op::Request request) {
    typename Op::Response response{};
    call_typed(session, Op::service, Op::name, &request, &response);
    return response;
  }

 private:
  wire::HttpResponse send(const Session& session, std::string_view service,
                          wire::HttpRequest request, const CallOptions& options);
  void call_typed(const Session& session, std::string_view service, std::string_view operation,
                  void* request, void* response);

  Transport& transport_;
  Endpoints endpoints_;
  std::function<Instant()> clock_;
};

}  // namespace amishare::client
