// stage.cpp - a world for each scenario, or accounts of its own on a server.
#include "client/stage.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <random>
#include <stdexcept>

#include "client/service_transport.h"
#include "crypto/hash.h"
#include "wire/gateway.h"
#include "world/world.h"

namespace amishare::client {
namespace {

// A world and the way into it, kept by the transport that reaches it.
class WorldTransport : public Transport {
 public:
  WorldTransport(const WorldOptions& options, const wire::GatewayOptions& gateway)
      : world_(options), gateway_(world_, gateway) {}
  wire::HttpResponse send(const wire::HttpRequest& request) override {
    return gateway_.handle(request);
  }

 private:
  World world_;
  wire::Gateway gateway_;
};

// The seed is of the making of a world; all other options are set as over HTTP.
WorldOptions world_options(const Scenario& scenario, std::uint64_t seed) {
  const auto own = scenario.options.find("seed");
  if (own == scenario.options.end()) return {.seed = seed};
  if (!own->is_number_integer() || *own < 0) {
    throw ScenarioError(fmt::format("option \"seed\" is a number, not {}", own->dump()));
  }
  return {.seed = own->get<std::uint64_t>()};
}

// Twelve digits that nothing else has drawn.
std::string account_digits(std::uint64_t seed, const std::string& scenario,
                           const std::string& name) {
  const std::string hash = crypto::sha256(fmt::format("{}/{}/{}", seed, scenario, name));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(hash[i]);
  return fmt::format("{:012}", 100'000'000'000 + number % 900'000'000'000);
}

void read_accounts(const std::string& file, Stage& stage) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(fmt::format("{}: can't be read", file));
  const Json accounts = Json::parse(in, nullptr, false, /*ignore_comments=*/true);
  if (!accounts.is_object()) {
    throw std::runtime_error(fmt::format("{}: not a JSON object of accounts", file));
  }
  auto digits = std::make_shared<std::map<std::string, std::string>>();
  try {
    for (const auto& [name, account] : accounts.items()) {
      (*digits)[name] = account.at("account").get<std::string>();
      stage.sessions[name + ".admin"] = {account.at("access_key_id").get<std::string>(),
                                         account.at("secret_access_key").get<std::string>(),
                                         account.value("session_token", "")};
    }
  } catch (const Json::exception&) {
    throw std::runtime_error(
        fmt::format("{}: each account needs account, access_key_id and secret_access_key", file));
  }
  stage.account_id = [digits](const Scenario&, const std::string& name) {
    const auto found = digits->find(name);
    if (found == digits->end()) {
      throw ScenarioError(fmt::format("the accounts file has no account \"{}\"", name));
    }
    return found->second;
  };
}

}  // namespace

Stage in_process_stage(std::uint64_t seed, const wire::GatewayOptions& gateway) {
  Stage stage;
  stage.open = [seed, gateway](const Scenario& scenario) -> std::unique_ptr<Transport> {
    return std::make_unique<WorldTransport>(world_options(scenario, seed), gateway);
  };
  return stage;
}

Stage http_stage(const std::string& endpoint, std::uint64_t seed,
                 const std::string& accounts_file) {
  Stage stage;
  stage.in_process = false;
  stage.endpoint = endpoint;
  stage.open = [endpoint](const Scenario&) { return service_transport({.usual = endpoint}); };
  stage.clock = [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  };
  const std::uint64_t drawn = seed != 0 ? seed : std::random_device{}();
  stage.account_id = [drawn](const Scenario& scenario, const std::string& name) {
    return account_digits(drawn, scenario.path, name);
  };
  if (!accounts_file.empty()) read_accounts(accounts_file, stage);
  return stage;
}

}  // namespace amishare::client
