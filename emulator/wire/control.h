// control.h - what is asked of the emulator itself and not of AWS: health, trace, clock, options.
#pragma once
#include <optional>

#include "wire/http.h"

namespace amishare::wire {

class Gateway;

// Answers, in JSON:
//   GET  /health, /_localstack/health    what runs
//   GET  /_amishare/trace?request_id=ID  the trace of a request; ?since=N: of all after number N
//   GET  /_amishare/clock                {"now_ms": ...}, the world's time since 1970
//   POST /_amishare/clock {"advance_ms": N}
//   GET  /_amishare/options              {"pace": {...}, "switches": {...}, ...}, see options.h
//   POST /_amishare/options {"pace": "aws", "switches": {"legacy_launch_failure": true}}
//   /_amishare/imds/INSTANCE-ID/latest/  an instance's metadata, as text, see imds.h
// and, for another method, 405; for other paths below /_amishare/ and /_localstack/, 404 with the
// list of these. nullopt: the path is not the emulator's own. Nothing here needs a signature: the
// server listens on loopback, and no answer but that of an instance's metadata has a secret in it.
std::optional<HttpResponse> control(Gateway& gateway, const HttpRequest& request);

}  // namespace amishare::wire
