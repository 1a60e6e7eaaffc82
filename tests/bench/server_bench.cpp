// server_bench.cpp - a served world: its start, rate, latency with verified signatures, memory.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "wire/message.h"
#include "wire/sigv4.h"

namespace {

using namespace amishare;
using Clock = std::chrono::steady_clock;

// `amishare serve` as a process of its own, so that it has a core to itself.
class Served {
 public:
  Served() {
    int out[2];
    if (pipe(out) != 0) throw std::runtime_error("no pipe");
    process_ = fork();
    if (process_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      close(out[0]);
      close(out[1]);
      execl(AMISHARE_PROGRAM, AMISHARE_PROGRAM, "serve", "--port", "0", "--seed", "1", nullptr);
      _exit(127);
    }
    close(out[1]);
    std::FILE* lines = fdopen(out[0], "r");
    char line[512];
    while (std::fgets(line, sizeof line, lines) != nullptr) {
      const std::string text = line;
      const auto at = text.find("http://127.0.0.1:");
      if (port_ == 0 && at != std::string::npos) port_ = std::stoi(text.substr(at + 17));
      if (text == "Ready.\n") break;
    }
    lines_ = lines;
    if (port_ == 0) throw std::runtime_error("the server did not start");
  }
  ~Served() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    std::fclose(lines_);
  }
  int port() const { return port_; }
  double resident_mb() const {
    std::ifstream in("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  pid_t process_ = 0;
  int port_ = 0;
  std::FILE* lines_ = nullptr;
};

class Connection {
 public:
  explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("can't connect");
    }
  }
  ~Connection() { close(socket_); }
  void send_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("the server closed the connection");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // One response with status 200; its body.
  std::string receive() {
    std::size_t head;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) read_some();
    if (buffer_.compare(0, 12, "HTTP/1.1 200") != 0) {
      throw std::runtime_error("refused: " + buffer_.substr(0, 800));
    }
    const auto at = buffer_.find("Content-Length: ");
    const std::size_t length = at < head ? std::stoul(buffer_.substr(at + 16, 12)) : 0;
    while (buffer_.size() < head + 4 + length) read_some();
    std::string body = buffer_.substr(head + 4, length);
    buffer_.erase(0, head + 4 + length);
    return body;
  }

 private:
  void read_some() {
    char bytes[65536];
    const auto got = recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) throw std::runtime_error("the server closed the connection");
    buffer_.append(bytes, static_cast<std::size_t>(got));
  }
  int socket_;
  std::string buffer_;
};

// A signed request as bytes. The signature holds for 15 minutes, so it can be sent again and again.
std::string signed_request(int port, std::string_view service, std::string_view operation,
                           const wire::Tree& members) {
  wire::HttpRequest request = wire::encode_request(
      *wire::find_service(service), *wire::find_operation(service, operation), members);
  request.headers.emplace_back("Host", "127.0.0.1:" + std::to_string(port));
  wire::sign(request, {.access_key_id = "111111111111", .secret_access_key = "test"}, "us-east-1",
             service,
             std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
         request.body;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto start = text.find(before);
  if (start == std::string::npos) throw std::runtime_error("no " + before + " in " + text);
  const auto from = start + before.size();
  return text.substr(from, text.find(after, from) - from);
}

// Rate with 32 requests under way on one connection, then the latency of one at a time.
void measure(benchmark::State& state, Connection& connection, const std::string& request) {
  constexpr int depth = 32;
  std::string batch;
  for (int i = 0; i < depth; ++i) batch += request;
  for (auto _ : state) {
    connection.send_all(batch);
    for (int i = 0; i < depth; ++i) connection.receive();
  }
  state.SetItemsProcessed(state.iterations() * depth);
  std::vector<double> latencies_us;
  for (int i = 0; i < 4000; ++i) {
    const auto start = Clock::now();
    connection.send_all(request);
    connection.receive();
    latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  std::sort(latencies_us.begin(), latencies_us.end());
  state.counters["p50_us"] = latencies_us[latencies_us.size() / 2];
  state.counters["p99_us"] = latencies_us[latencies_us.size() * 99 / 100];
}

void start_to_first_answer(benchmark::State& state) {
  double resident_mb = 0;
  for (auto _ : state) {
    Served served;
    Connection connection(served.port());
    connection.send_all(signed_request(served.port(), "sts", "GetCallerIdentity", {}));
    connection.receive();
    resident_mb = served.resident_mb();
  }
  state.counters["idle_mb"] = resident_mb;
}
BENCHMARK(start_to_first_answer)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(20);

void http_get_caller_identity(benchmark::State& state) {
  Served served;
  Connection connection(served.port());
  measure(state, connection, signed_request(served.port(), "sts", "GetCallerIdentity", {}));
}
BENCHMARK(http_get_caller_identity)->Unit(benchmark::kMillisecond)->UseRealTime();

void http_kms_encrypt(benchmark::State& state) {
  Served served;
  Connection connection(served.port());
  connection.send_all(signed_request(served.port(), "kms", "CreateKey", {}));
  const std::string key = between(connection.receive(), "\"KeyId\":\"", "\"");
  wire::Tree members;
  members.add("KeyId", key);
  members.add("Plaintext", Blob{"a secret of some length"});
  measure(state, connection, signed_request(served.port(), "kms", "Encrypt", members));
}
BENCHMARK(http_kms_encrypt)->Unit(benchmark::kMillisecond)->UseRealTime();

// Registers images of one snapshot; gives the id of the last.
std::string register_images(Connection& connection, int port, int count) {
  wire::Tree volume;
  volume.add("AvailabilityZone", "us-east-1a");
  volume.add("Size", 1);
  connection.send_all(signed_request(port, "ec2", "CreateVolume", volume));
  wire::Tree take;
  take.add("VolumeId", between(connection.receive(), "<volumeId>", "<"));
  connection.send_all(signed_request(port, "ec2", "CreateSnapshot", take));
  const std::string snapshot = between(connection.receive(), "<snapshotId>", "<");
  std::string image;
  for (int i = 0; i < count; ++i) {
    wire::Tree ebs, mapping, members;
    ebs.add("SnapshotId", snapshot);
    mapping.add("DeviceName", "/dev/xvda");
    mapping.add("Ebs", ebs);
    members.add("Name", "image-" + std::to_string(i));
    members.add("RootDeviceName", "/dev/xvda");
    members.add("BlockDeviceMappings", wire::Tree::List{mapping});
    connection.send_all(signed_request(port, "ec2", "RegisterImage", members));
    image = between(connection.receive(), "<imageId>", "<");
  }
  return image;
}

void http_describe_image_by_id(benchmark::State& state) {
  Served served;
  Connection connection(served.port());
  const auto image = register_images(connection, served.port(), static_cast<int>(state.range(0)));
  wire::Tree members;
  members.add("ImageIds", wire::Tree::List{wire::Tree(image)});
  measure(state, connection, signed_request(served.port(), "ec2", "DescribeImages", members));
  state.counters["resident_mb"] = served.resident_mb();
}
BENCHMARK(http_describe_image_by_id)
    ->Arg(100)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
