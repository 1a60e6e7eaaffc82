// program_test.cpp - the program as a user meets it: words, exit codes, colours, endpoints.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "client/aws.h"
#include "client/report.h"
#include "support/catch.h"
#include "support/program.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;
using test::Environment;
using test::Program;

struct Ended {
  int exit_code = 0;
  std::string output, errors;
};

// Runs with nothing set that would tell the program more than the test does.
Ended run(const std::vector<std::string>& arguments, Environment environment = {}) {
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                           "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
                           "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY"}) {
    environment.emplace(name, std::nullopt);
  }
  environment.emplace("HOME", "/nonexistent");
  Program program(arguments, environment);
  Ended ended;
  ended.output = program.output_until("(nothing says this)");
  ended.exit_code = program.exit_code();
  ended.errors = program.errors();
  return ended;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A folder of its own, gone at the end.
struct Folder {
  fs::path path = fs::temp_directory_path() / "amishare-test-program";
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

const std::string good = R"({"title": "good", "accounts": {"A": "111111111111"}, "steps": [
  {"as": "A.admin", "call": "sts:GetCallerIdentity", "expect": {"Account": "${A}"}}]})";
const std::string bad = R"({"title": "bad", "accounts": {"A": "111111111111"}, "steps": [
  {"as": "A.admin", "call": "sts:GetCallerIdentity", "expect": {"Account": "1"}}]})";

std::string scenarios(const std::string& folder) {
  return (fs::path(AMISHARE_SOURCE_DIR) / "scenarios" / folder).string();
}

}  // namespace

TEST_CASE("who mistypes is helped", "[client]") {
  CHECK(run({"sevre"}).errors ==
        "amishare: there is no verb \"sevre\"; did you mean serve?\nTry `amishare --help`.\n");
  CHECK(run({"run", "--filtre", "x"}).errors ==
        "amishare: there is no option --filtre; did you mean --filter?\n"
        "Try `amishare run --help`.\n");
  CHECK(run({"nothing-like-it"}).errors ==
        "amishare: there is no verb \"nothing-like-it\"\nTry `amishare --help`.\n");
  CHECK(has(run({"share", "ami-1"}).errors, "account is required\nTry `amishare share --help`."));
  const Ended nothing = run({});
  CHECK(nothing.exit_code == 2);
  CHECK(nothing.output == "");
  CHECK(has(nothing.errors, "Examples:"));
  for (const char* verb : {"run", "serve", "share"}) {
    const Ended help = run({verb, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(has(help.output, std::string("\n  amishare ") + verb));
    std::istringstream lines(help.output);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
  }
}

TEST_CASE("run's exit code says how it went", "[client]") {
  const Folder folder;
  const std::string good_file = folder.write("good.json", good),
                    bad_file = folder.write("bad.json", bad),
                    broken = folder.write("broken.json", R"({"title": "x", "stps": []})");
  CHECK(run({"run", good_file}).exit_code == 0);
  const Ended failed = run({"run", bad_file, good_file});
  CHECK(failed.exit_code == 1);
  CHECK(failed.output.ends_with("\n1 passed, 1 failed\n"));
  CHECK(has(failed.output,
            "bad.json:2\n      Account\n        expected \"1\"\n"
            "        received \"111111111111\"\n"));
  const Ended wrong = run({"run", folder.path.string()});
  CHECK(wrong.exit_code == 2);
  CHECK(has(wrong.output, "broken.json:1: there is no member \"stps\" here; did you mean steps?"));
  CHECK(wrong.output.ends_with("\n1 passed, 2 failed\n"));
  CHECK(run({"run", "--filter", "nothing-has-it", good_file}).exit_code == 5);
  CHECK(run({"run", "--filter", "GOOD", folder.path.string()})
            .output.ends_with("1 passed, 0 failed\n"));
  CHECK(run({"run", (folder.path / "absent").string()}).exit_code == 2);
  CHECK(run({"run", "--accounts", good_file}).exit_code == 2);
  const Ended nobody = run({"run", "--endpoint", "http://127.0.0.1:9"});
  CHECK(nobody.exit_code == 2);
  CHECK(nobody.output == "");
  CHECK(nobody.errors ==
        "amishare: nothing listens at http://127.0.0.1:9: start it with `amishare serve`\n");
}

TEST_CASE("the report is coloured where it is asked for and nowhere else", "[client]") {
  const Folder folder;
  const std::string file = folder.write("good.json", good);
  CHECK_FALSE(has(run({"run", file}).output, "\x1b["));  // not a terminal
  CHECK(has(run({"run", file}, {{"FORCE_COLOR", "1"}}).output, "\x1b[32mPASS\x1b[0m"));
  CHECK_FALSE(has(run({"run", file}, {{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}).output, "\x1b["));
}

TEST_CASE("on GitHub failures are annotated and summed up", "[client]") {
  const Folder folder;
  const std::string file = folder.write("bad.json", bad), summary = folder.write("summary", "");
  const Ended ended =
      run({"run", file}, {{"GITHUB_ACTIONS", "true"}, {"GITHUB_STEP_SUMMARY", summary}});
  CHECK(ended.output.starts_with("::error file=" + file + ",line=2,title=bad::"));
  CHECK(ended.output.ends_with("\n0 passed, 1 failed\n"));
  std::ostringstream text;
  text << std::ifstream(summary).rdbuf();
  CHECK(text.str().starts_with("### amishare: 0 passed, 1 failed\n"));
  CHECK(has(text.str(), "| failed | bad | "));
}

TEST_CASE("the report tells who was refused what, why, and the smallest fix", "[client]") {
  const std::string late = run({"run", scenarios("launches/reencryptfrom_missing.json")}).output;
  CHECK(has(late,
            "because kms:ReEncryptFrom on ${key} by B.launcher was refused: no "
            "identity-based policy\n              allows"));
  CHECK(has(late, "to fix: add kms:ReEncryptFrom "));
  CHECK(has(late, "State.Name is terminated\n"));
  std::size_t told = 0;
  for (auto at = late.find("because"); at != std::string::npos; at = late.find("because", at + 1)) {
    ++told;
  }
  CHECK(told == 1);  // where the scenario looks back, and not at the launch too
  const std::string denied =
      run({"run", scenarios("policies/explicit_deny_in_key_policy.json")}).output;
  CHECK(has(denied, "(statement \"Never the launcher\""));
  for (const std::string& report : {late, denied}) {
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 110);
  }
}

namespace {

// Account A of a served amishare, with an image, and files as ~/.aws has them.
struct Shared {
  Folder home;
  Program server{{"serve", "--port", "0", "--seed", "1"}};
  std::string endpoint, image;

  Shared() {
    const std::string text = server.output_until("Ready.");
    const auto start = text.find("http://");
    endpoint = text.substr(start, text.find('\n', start) - start);
    const auto transport = service_transport({.usual = endpoint});
    Aws aws(*transport, endpoint, [] {
      return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    });
    const Session admin{.access_key_id = "111111111111", .secret_access_key = "test"};
    make_image(aws, admin);
    make_profiles(aws, admin);
  }

  void make_image(Aws& aws, const Session& admin) {
    const auto key = aws.call<kms::op::CreateKey>(admin, {}).key_metadata->arn;
    const auto volume = aws.call<ec2::op::CreateVolume>(
        admin,
        {.availability_zone = "us-east-1a", .encrypted = true, .kms_key_id = key, .size = 1});
    aws.call<ec2::op::DescribeVolumes>(admin, {.volume_ids = {*volume.volume_id}});
    const auto snapshot =
        aws.call<ec2::op::CreateSnapshot>(admin, {.volume_id = *volume.volume_id});
    aws.call<ec2::op::DescribeSnapshots>(admin, {.snapshot_ids = {*snapshot.snapshot_id}});
    image = *aws.call<ec2::op::RegisterImage>(
                    admin, {.name = "golden",
                            .root_device_name = "/dev/xvda",
                            .block_device_mappings = {{.ebs =
                                                           ec2::api::EbsBlockDevice{
                                                               .snapshot_id = snapshot.snapshot_id},
                                                       .device_name = "/dev/xvda"}}})
                 .image_id;
  }

  // The rights that `share --help` names, and no others, for a user and a role.
  void make_profiles(Aws& aws, const Session& admin) {
    const std::string rights =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":[
            "ec2:DescribeImages","ec2:DescribeImageAttribute","ec2:ModifyImageAttribute",
            "ec2:DescribeSnapshots","kms:DescribeKey","kms:GetKeyPolicy","kms:PutKeyPolicy",
            "ec2:DescribeSnapshotAttribute","ec2:ModifySnapshotAttribute","kms:ListGrants",
            "kms:CreateGrant","kms:RevokeGrant"]}]})";
    aws.call<iam::op::CreateUser>(admin, {.user_name = "sharer"});
    aws.call<iam::op::PutUserPolicy>(
        admin, {.user_name = "sharer", .policy_name = "it", .policy_document = rights});
    const auto key = aws.call<iam::op::CreateAccessKey>(admin, {.user_name = "sharer"}).access_key;
    aws.call<iam::op::CreateRole>(admin,
                                  {.role_name = "sharing",
                                   .assume_role_policy_document =
                                       R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]})"});
    aws.call<iam::op::PutRolePolicy>(
        admin, {.role_name = "sharing", .policy_name = "it", .policy_document = rights});
    home.write(".aws/credentials",
               "[admin]\naws_access_key_id = 111111111111\naws_secret_access_key = test\n"
               "[user]\naws_access_key_id = " +
                   key.access_key_id + "\naws_secret_access_key = " + key.secret_access_key + "\n");
    home.write(".aws/config", "[profile admin]\nendpoint_url = " + endpoint +
                                  "\n[profile user]\nendpoint_url = " + endpoint +
                                  "\n[profile role]\nendpoint_url = " + endpoint +
                                  "\nsource_profile = admin\n"
                                  "role_arn = arn:aws:iam::111111111111:role/sharing\n");
  }

  Ended share(std::vector<std::string> arguments, Environment environment = {}) const {
    environment.emplace("HOME", home.path.string());
    arguments.insert(arguments.begin(), {"share", image});
    return run(arguments, environment);
  }
};

}  // namespace

TEST_CASE("share works over HTTP for an admin, a user and a role", "[client]") {
  const Shared shared;
  for (const std::string profile : {"admin", "user", "role"}) {
    CAPTURE(profile);
    const Environment as{{"AWS_PROFILE", profile}};
    const Ended dry = shared.share({"222222222222", "--dry-run"}, as);
    CHECK(dry.exit_code == 0);
    CHECK(has(dry.output, "\nWould: Add 222222222222 to the launch permissions"));
    CHECK(has(dry.output, "\nThis was a dry run: nothing was changed.\n"));
    CHECK_FALSE(has(dry.output, "\x1b["));
    for (const std::vector<std::string>& way :
         {std::vector<std::string>{}, std::vector<std::string>{"--with", "grant", "--copy"}}) {
      std::vector<std::string> words{"222222222222"};
      words.insert(words.end(), way.begin(), way.end());
      const Ended made = shared.share(words, as);
      CHECK(made.exit_code == 0);
      CHECK(made.errors == "");
      CHECK(has(made.output, "\nVerified: 222222222222 has the launch permission of"));
      CHECK(has(made.output, "--endpoint-url " + shared.endpoint + " --region us-east-1"));
      CHECK(has(shared.share(words, as).output, "\nNothing had to be changed.\n"));
      words.emplace_back("--undo");
      CHECK(shared.share(words, as).exit_code == 0);
      CHECK(has(shared.share(words, as).output, "\nNothing had to be changed.\n"));
    }
  }
}

TEST_CASE("share takes several accounts, and tells programs in JSON", "[client]") {
  const Shared shared;
  const Environment as{{"AWS_ENDPOINT_URL", shared.endpoint},
                       {"AWS_ACCESS_KEY_ID", "111111111111"},
                       {"AWS_SECRET_ACCESS_KEY", "test"}};
  const Ended both = shared.share({"222222222222", "333333333333", "--format", "json"}, as);
  REQUIRE(both.exit_code == 0);
  const auto json = nlohmann::json::parse(both.output);
  REQUIRE(json.size() == 2);
  CHECK(json[1]["principal"] == "arn:aws:iam::333333333333:root");
  CHECK(json[1]["changes"].size() == 2);
  CHECK(json[1]["principal_policy"].contains("Statement"));
  const Ended one = shared.share({"222222222222", "--undo", "--format", "json"}, as);
  CHECK(nlohmann::json::parse(one.output)["changes"].size() == 2);
}

TEST_CASE("share refuses in one line, with the way out", "[client]") {
  const Shared shared;
  const Environment as{{"AWS_PROFILE", "admin"}};
  const auto refused = [&](const std::vector<std::string>& words, int exit_code,
                           const std::string& sentence, const Environment& environment) {
    const Ended ended = shared.share(words, environment);
    CAPTURE(ended.errors);
    CHECK(ended.exit_code == exit_code);
    CHECK(ended.errors.starts_with("amishare: "));
    CHECK(has(ended.errors, sentence));
  };
  refused({"22222222222"}, 2, "is no account: twelve digits", as);
  refused({"111111111111"}, 1, "is the account of these credentials", as);
  refused({"222222222222", "--principal", "launcher"}, 2, "is no role or user", as);
  refused({"222222222222", "--principal", "arn:aws:iam::333333333333:role/x"}, 2,
          "is not of account 222222222222", as);
  refused({"222222222222", "--principal", "arn:aws:iam::222222222222:role/x"}, 1,
          "may name only principals that exist", as);
  refused({"222222222222", "--region", "eu-west-1"}, 1, "InvalidAMIID.NotFound", as);
  refused({"222222222222"}, 2, "there are no credentials", {});
  refused({"222222222222", "--profile", "absent"}, 2, "there is no profile \"absent\"", {});
  refused({"222222222222", "--endpoint", "http://127.0.0.1:9"}, 2, "nothing listens at", as);
  refused({"222222222222", "--endpoint", shared.endpoint}, 1, "SignatureDoesNotMatch",
          {{"AWS_ACCESS_KEY_ID", "111111111111"}, {"AWS_SECRET_ACCESS_KEY", "wrong"}});
}

}  // namespace amishare::client
