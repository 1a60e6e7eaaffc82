// transport.h - how a request gets to where it is answered: in process, or over HTTP or HTTPS.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "client/endpoint.h"
#include "wire/http.h"

namespace amishare::client {

// No answer came. what() is one line that says from where and, if it is known, what to do.
struct TransportError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // The answer, whatever its status. Throws TransportError.
  virtual wire::HttpResponse send(const wire::HttpRequest& request) = 0;
};

using Answerer = std::function<wire::HttpResponse(const wire::HttpRequest&)>;
std::unique_ptr<Transport> in_process_transport(Answerer answer);

struct Patience {
  std::chrono::milliseconds connect = std::chrono::seconds(10);
  std::chrono::milliseconds answer = std::chrono::minutes(2);  // from the first byte sent
};

// Keeps its connection from one request to the next. HTTPS verifies the server's certificate
// against the system's authorities. Goes through no proxy. Throws std::invalid_argument for a
// malformed endpoint; connects at the first request.
std::unique_ptr<Transport> http_transport(std::string_view endpoint, const Patience& patience = {});

}  // namespace amishare::client
