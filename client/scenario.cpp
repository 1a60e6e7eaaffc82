// scenario.cpp - the steps of a scenario, one after the other, and whether each went as claimed.
#include "client/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include "client/nearest.h"
#include "client/service_transport.h"
#include "wire/json.h"

namespace amishare::client {
namespace {

using namespace std::chrono_literals;

Delay parse_delay(const std::string& text) {
  long number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  if (problem == std::errc{}) {
    if (unit == "ms") return std::chrono::milliseconds(number);
    if (unit == "s") return std::chrono::seconds(number);
    if (unit == "m") return std::chrono::minutes(number);
    if (unit == "h") return std::chrono::hours(number);
    if (unit == "d") return std::chrono::hours(24 * number);
  }
  throw ScenarioError(fmt::format("\"{}\" is no span of time; write 30s, 5m, 2h or 7d", text));
}

std::vector<std::string> operations_of(const std::string& service) {
  std::vector<std::string> names;
  if (const wire::Service* known = wire::find_service(service)) {
    for (const wire::Operation& operation : known->operations) {
      names.emplace_back(operation.name);
    }
  }
  return names;
}

// What one run of one scenario knows.
class Run {
 public:
  Run(const Scenario& scenario, const Stage& stage)
      : scenario_(scenario),
        stage_(stage),
        transport_(stage.open(scenario)),
        aws_(*transport_, stage.endpoint, [this] { return clock(); }),
        trace_(*transport_, service_host({.usual = stage.endpoint}, "sts", scenario.region)) {
    for (const auto& [name, id] : scenario.accounts.items()) {
      const std::string account =
          stage.account_id ? stage.account_id(scenario, name) : id.get<std::string>();
      names_[name] = account;
      label("arn:aws:iam::" + account + ":root", name + ".root");
      label("arn:aws:iam::" + account + ":user/admin", name + ".admin");
    }
    names_["region"] = scenario.region;
    for (const auto& [name, document] : scenario.documents.items()) names_[name] = document;
  }

  // What others who use the endpoint had set, comes back.
  ~Run() {
    if (!options_before_) return;
    try {
      trace_.set_options(*options_before_);
    } catch (const std::exception&) {  // the endpoint went away; there is nobody to tell
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // Sets the options of the scenario's world. False if this endpoint has none to set.
  bool set_options() {
    Json wanted = scenario_.options;
    if (stage_.in_process) wanted.erase("seed");  // with which the world was made
    if (wanted.empty()) return true;
    const std::optional<Json> before = trace_.options();
    if (!before || wanted.contains("seed")) return false;
    trace_.set_options(wanted);
    options_before_ = before;
    return true;
  }

  StepOutcome make(const Step& step) {
    StepOutcome outcome{.step = step, .made = true};
    try {
      if (!step.advance.empty()) trace_.advance(parse_delay(fill_in_text(step.advance, names_)));
      if (!step.call.empty()) call(step, outcome);
      if (!step.trace_of.empty()) look_back(step, outcome);
    } catch (const ScenarioError& problem) {
      outcome.problems.push_back(problem.what());
    } catch (const Json::exception& problem) {
      outcome.problems.push_back(fmt::format(
          "a value of the scenario or of the answer has the wrong type: {}", problem.what()));
    } catch (const std::exception& problem) {
      outcome.problems.push_back(fmt::format("the call could not be made: {}", problem.what()));
    }
    for (std::string& problem : outcome.problems) problem = printable(problem);
    return outcome;
  }

 private:
  // An amishare endpoint's own time, which scenarios move; elsewhere the real one.
  Instant clock() { return trace_.available() ? trace_.now() : stage_.clock(); }

  void label(const std::string& arn, const std::string& name) { labels_[arn] = name; }

  // The credentials of a principal, asked for when it is first needed.
  const Session& session(const std::string& name) {
    const auto known = sessions_.find(name);
    if (known != sessions_.end()) return known->second;
    Session made = make_session(name);
    made.region = scenario_.region;
    return sessions_.emplace(name, std::move(made)).first->second;
  }

  Session make_session(const std::string& name) {
    const auto described = scenario_.principals.find(name);
    if (described == scenario_.principals.end()) return account_session(name);
    const Json who = fill_in(*described, names_);
    if (who.contains("assume")) return assume(name, who);
    if (who.contains("access_key_id")) {
      return {who.at("access_key_id").get<std::string>(),
              who.at("secret_access_key").get<std::string>(), who.value("session_token", "")};
    }
    if (who.contains("instance")) {
      const auto found = trace_.instance_credentials(who.at("instance").get<std::string>());
      return {found.at("AccessKeyId").get<std::string>(),
              found.at("SecretAccessKey").get<std::string>(), found.at("Token").get<std::string>()};
    }
    throw ScenarioError(
        fmt::format("principal \"{}\" needs \"assume\", \"access_key_id\" or \"instance\"", name));
  }

  // "A.admin" and "A.root" are there without being described.
  Session account_session(const std::string& name) {
    const auto dot = name.find('.');
    const std::string account = name.substr(0, dot);
    const std::string who = dot == std::string::npos ? "" : name.substr(dot + 1);
    const auto id = names_.find(account);
    if (id == names_.end() || !scenario_.accounts.contains(account) ||
        (who != "admin" && who != "root")) {
      throw ScenarioError(fmt::format("nothing describes the principal \"{}\"{}", name,
                                      did_you_mean(name, principals())));
    }
    const auto given = stage_.sessions.find(name);
    if (given != stage_.sessions.end()) return given->second;
    return {id->second.get<std::string>(), who == "root" ? "root" : "test"};
  }

  std::vector<std::string> principals() const {
    std::vector<std::string> names;
    for (const auto& [name, described] : scenario_.principals.items()) names.push_back(name);
    for (const auto& [name, digits] : scenario_.accounts.items()) {
      names.push_back(name + ".admin");
      names.push_back(name + ".root");
    }
    return names;
  }

  Session assume(const std::string& name, const Json& who) {
    Json request{{"RoleArn", who.at("assume")},
                 {"RoleSessionName", who.value("session", "session")}};
    if (who.contains("external_id")) request["ExternalId"] = who.at("external_id");
    if (who.contains("with")) request.update(who.at("with"));
    const Answer answer = aws_.call(session(who.at("as").get<std::string>()), "sts", "AssumeRole",
                                    tree_of("sts", "AssumeRole", request));
    if (answer.error) {
      throw ScenarioError(fmt::format("{} could not assume its role: {}: {}", name,
                                      answer.error->code, answer.error->message));
    }
    const Json result = Json::parse(wire::json_text(answer.result));
    const Json& keys = result.at("Credentials");
    label(result.at("AssumedRoleUser").at("Arn").get<std::string>(), name);
    label(who.at("assume").get<std::string>(), name);
    return {keys.at("AccessKeyId").get<std::string>(),
            keys.at("SecretAccessKey").get<std::string>(),
            keys.at("SessionToken").get<std::string>()};
  }

  static wire::Tree tree_of(const std::string& service, const std::string& operation,
                            const Json& members) {
    const wire::Operation* known = wire::find_operation(service, operation);
    if (known == nullptr) {
      throw ScenarioError(fmt::format("there is no operation {}:{}{}", service, operation,
                                      did_you_mean(operation, operations_of(service))));
    }
    return wire::tree_from_json_text(members.dump(), *known->input);
  }

  void call(const Step& step, StepOutcome& outcome) {
    const auto colon = step.call.find(':');
    const std::string service = step.call.substr(0, colon);
    const std::string operation = step.call.substr(colon + 1);
    Session with = step.as.empty() ? Session{} : session(step.as);
    if (!step.region.empty()) with.region = fill_in_text(step.region, names_);
    CallOptions options;
    if (step.sign == "none") options.signing = Signing::none;
    if (step.sign == "presigned") options.signing = Signing::presigned;
    if (step.sign == "wrong_secret") with.secret_access_key += "x";
    if (!step.signed_ago.empty()) options.signed_ago = parse_delay(step.signed_ago);
    for (const auto& [name, value] : step.headers.items()) {
      options.headers.emplace_back(name, fill_in_text(value.get<std::string>(), names_));
    }
    const wire::Tree members = tree_of(service, operation, fill_in(step.with, names_));
    Answer answer = aws_.call(with, service, operation, members, options);
    const Json* wait = step.wait_for ? &*step.wait_for : nullptr;
    constexpr Delay interval = 5s;
    for (Delay waited{0}; wait != nullptr && waited < stage_.patience; waited += interval) {
      if (differences(*wait, answer).empty()) break;
      trace_.pass(interval);
      answer = aws_.call(with, service, operation, members, options);
    }
    judge(step, answer, outcome);
  }

  std::vector<std::string> differences(const Json& expected, const Answer& answer) {
    std::vector<std::string> problems;
    const Json result = answer.error ? Json::object() : Json::parse(wire::json_text(answer.result));
    for (const auto& [path, value] : expected.items()) {
      const auto problem = difference(fill_in(value, names_), look_up(result, path));
      if (problem) problems.push_back(fmt::format("{}: {}", path, *problem));
    }
    return problems;
  }

  void judge(const Step& step, const Answer& answer, StepOutcome& outcome) {
    outcome.status = answer.status;
    requests_[step.name] = answer.request_id;
    if (answer.error) {
      outcome.error_code = printable(answer.error->code);
      outcome.error_message = printable(answer.error->message);
    }
    tell(answer.request_id, outcome);
    if (step.error) {
      judge_error(step, answer, outcome);
    } else if (answer.error) {
      outcome.problems.push_back(fmt::format("expected success, received {} ({}): {}",
                                             answer.error->code, answer.status,
                                             answer.error->message));
    }
    for (const Json* expected :
         {step.expect ? &*step.expect : nullptr, step.wait_for ? &*step.wait_for : nullptr}) {
      if (expected == nullptr) continue;
      for (std::string& problem : differences(*expected, answer)) {
        outcome.problems.push_back(std::move(problem));
      }
    }
    judge_trace(step, outcome);
    if (!outcome.problems.empty() || answer.error) return;
    if (step.wait_for) tell_seen(*step.wait_for, outcome);
    const Json result = Json::parse(wire::json_text(answer.result));
    for (const auto& [name, path] : step.capture.items()) {
      const auto value = look_up(result, path.get<std::string>());
      if (!value) {
        outcome.problems.push_back(
            fmt::format("nothing to capture at {}", path.get<std::string>()));
      } else {
        names_[name] = *value;
        const bool is_arn = value->is_string() && value->get<std::string>().starts_with("arn:");
        if (is_arn) labels_.try_emplace(value->get<std::string>(), "${" + name + "}");
      }
    }
  }

  // "State.Name is terminated", of the path "Reservations[0].Instances[0].State.Name".
  void tell_seen(const Json& awaited, StepOutcome& outcome) {
    for (const auto& [path, value] : awaited.items()) {
      const auto list = path.rfind("].");
      const std::string last = list == std::string::npos ? path : path.substr(list + 2);
      const Json filled = fill_in(value, names_);
      if (filled.is_string()) {
        outcome.seen.push_back(fmt::format("{} is {}", last, filled.get<std::string>()));
      }
    }
  }

  void judge_error(const Step& step, const Answer& answer, StepOutcome& outcome) {
    const Json wanted = fill_in(*step.error, names_);
    if (!answer.error) {
      outcome.problems.push_back(
          fmt::format("expected the error {}, received success", wanted.value("code", "")));
      return;
    }
    const Json received{{"code", answer.error->code},
                        {"message", answer.error->message},
                        {"status", answer.status}};
    for (const auto& [member, value] : wanted.items()) {
      const auto problem = difference(value, look_up(received, member));
      if (problem) outcome.problems.push_back(fmt::format("error's {}: {}", member, *problem));
    }
  }

  // What the server's trace says about the request, in sentences with the scenario's names.
  void tell(const std::string& request_id, StepOutcome& outcome) {
    const std::optional<Json> entry = trace_.find(request_id);
    if (!entry) return;
    outcome.principal_arn = entry->value("principal", "");
    outcome.story = trace_sentences(*entry, labels_);
  }

  void judge_trace(const Step& step, StepOutcome& outcome) {
    if (step.trace.empty() && step.not_trace.empty()) return;
    if (!trace_.available()) return;  // another emulator, or AWS: it has no trace to look at
    const auto told = [&](const std::string& wanted) {
      return std::any_of(
          outcome.story.begin(), outcome.story.end(),
          [&](const TraceSentence& sentence) { return sentence.starts_with(wanted); });
    };
    for (const std::string& sentence : step.trace) {
      const std::string wanted = fill_in_text(sentence, names_);
      if (told(wanted)) continue;
      std::string problem = "the trace has no \"" + wanted + "\"; it has:";
      for (const TraceSentence& has : outcome.story) problem += "\n  " + has.full;
      outcome.problems.push_back(problem);
    }
    for (const std::string& sentence : step.not_trace) {
      const std::string unwanted = fill_in_text(sentence, names_);
      if (told(unwanted)) outcome.problems.push_back("the trace has \"" + unwanted + "\"");
    }
  }

  void look_back(const Step& step, StepOutcome& outcome) {
    const auto request = requests_.find(step.trace_of);
    if (request == requests_.end()) {
      throw ScenarioError(fmt::format("no earlier step is named \"{}\"", step.trace_of));
    }
    tell(request->second, outcome);
    judge_trace(step, outcome);
  }

  const Scenario& scenario_;
  const Stage& stage_;
  std::unique_ptr<Transport> transport_;
  Aws aws_;
  TraceReader trace_;
  std::optional<Json> options_before_{};
  Names names_;
  std::map<std::string, Session, std::less<>> sessions_;
  Labels labels_;                                             // the scenario's names for ARNs
  std::map<std::string, std::string, std::less<>> requests_;  // a step's name -> its request id
};

}  // namespace

bool ScenarioOutcome::passed() const {
  if (!broken.empty()) return false;
  for (const StepOutcome& step : steps) {
    if (!step.made || !step.problems.empty()) return false;
  }
  return true;
}

ScenarioOutcome run_scenario(const Scenario& scenario, const Stage& stage) {
  ScenarioOutcome outcome{.scenario = scenario};
  const auto start = std::chrono::steady_clock::now();
  try {
    Run run(outcome.scenario, stage);
    if (!run.set_options()) {
      outcome.skipped = scenario.options.contains("seed")
                            ? "it sets the seed of its world, which only a world in process takes"
                            : "it sets options of its world, and this endpoint is no amishare";
      return outcome;
    }
    bool go_on = true;
    for (const Step& step : outcome.scenario.steps) {
      outcome.steps.push_back(go_on ? run.make(step) : StepOutcome{.step = step});
      go_on = go_on && outcome.steps.back().problems.empty();
    }
  } catch (const ScenarioError& problem) {
    outcome.broken = problem.what();
  } catch (const TransportError& problem) {
    outcome.broken = problem.what();
  } catch (const std::exception& problem) {
    outcome.broken = fmt::format("a defect of amishare: {}", problem.what());
    outcome.defect = true;
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

}  // namespace amishare::client
