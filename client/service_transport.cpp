// service_transport.cpp - from a service to the server that answers for it.
#include "client/service_transport.h"

#include <map>

namespace amishare::client {
namespace {

// A connection to each Host that a request names.
class AwsTransport : public Transport {
 public:
  wire::HttpResponse send(const wire::HttpRequest& request) override {
    const std::string host(wire::header(request.headers, "host"));
    std::unique_ptr<Transport>& transport = transports_[host];
    if (!transport) transport = http_transport("https://" + host);
    return transport->send(request);
  }

 private:
  std::map<std::string, std::unique_ptr<Transport>> transports_;
};

}  // namespace

std::string service_host(std::string_view endpoint, std::string_view service,
                         std::string_view region) {
  if (endpoint != real_aws) return host_of_endpoint(endpoint);
  if (service == "iam") return "iam.amazonaws.com";
  return std::string(service) + "." + std::string(region) + ".amazonaws.com";
}

std::unique_ptr<Transport> service_transport(const std::string& endpoint) {
  if (endpoint == real_aws) return std::make_unique<AwsTransport>();
  return http_transport(endpoint);
}

}  // namespace amishare::client
