// service_transport.cpp - from a service to the server that answers for it.
#include "client/service_transport.h"

namespace amishare::client {
namespace {

// A connection to each Host that a request names. A Host that no endpoint has is AWS's own.
class ByHost : public Transport {
 public:
  explicit ByHost(std::map<std::string, std::string> urls) : urls_(std::move(urls)) {}

  wire::HttpResponse send(const wire::HttpRequest& request) override {
    const std::string host(wire::header(request.headers, "host"));
    std::unique_ptr<Transport>& transport = transports_[host];
    if (!transport) {
      const auto url = urls_.find(host);
      transport = http_transport(url == urls_.end() ? "https://" + host : url->second);
    }
    return transport->send(request);
  }

 private:
  std::map<std::string, std::string> urls_;  // Host -> where it is
  std::map<std::string, std::unique_ptr<Transport>> transports_;
};

}  // namespace

const std::string& Endpoints::of(std::string_view service) const {
  const auto own = of_service.find(service);
  return own == of_service.end() ? usual : own->second;
}

std::string service_host(const Endpoints& endpoints, std::string_view service,
                         std::string_view region) {
  const std::string& endpoint = endpoints.of(service);
  if (endpoint != real_aws) return host_of_endpoint(endpoint);
  if (service == "iam") return "iam.amazonaws.com";
  if (service == "organizations") return "organizations.us-east-1.amazonaws.com";
  const std::string_view china = region.starts_with("cn-") ? ".cn" : "";
  return std::string(service) + "." + std::string(region) + ".amazonaws.com" + std::string(china);
}

std::unique_ptr<Transport> service_transport(const Endpoints& endpoints) {
  if (endpoints.usual != real_aws && endpoints.of_service.empty()) {
    return http_transport(endpoints.usual);
  }
  std::map<std::string, std::string> urls;
  if (endpoints.usual != real_aws) urls[host_of_endpoint(endpoints.usual)] = endpoints.usual;
  for (const auto& [service, url] : endpoints.of_service) urls[host_of_endpoint(url)] = url;
  return std::make_unique<ByHost>(std::move(urls));
}

}  // namespace amishare::client
