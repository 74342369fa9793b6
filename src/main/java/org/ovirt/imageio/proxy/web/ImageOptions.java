// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.relay.DaemonOptions;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;

/**
 * The answer to {@code OPTIONS}: what the daemon, the ticket and the proxy all allow.
 *
 * <p>A daemon's unix socket is left out: clients of the proxy are not on the host.
 */
final class ImageOptions {
    private static final List<String> READ_FEATURES = List.of("checksum", "extents");
    private static final List<String> WRITE_FEATURES = List.of("flush", "zero");
    private static final List<String> CONNECTION_LIMITS = List.of("max_readers", "max_writers");

    private final Ticket ticket;

    ImageOptions(Ticket ticket) {
        this.ticket = ticket;
    }

    /** Returns what the proxy can do with any image. */
    static Answer ofAllImages() {
        return answer(
                List.of("OPTIONS", "GET", "PUT", "PATCH"),
                features(Stream.concat(READ_FEATURES.stream(), WRITE_FEATURES.stream()).toList()));
    }

    /** Makes the client's answer of the daemon's. */
    Answer translate(DaemonOptions daemon) {
        JsonObject options = parse(daemon.json());
        List<String> mine = new ArrayList<>(READ_FEATURES);
        List<String> methods = new ArrayList<>(List.of("OPTIONS", "GET"));
        if (ticket.allows(Operation.WRITE)) {
            mine.addAll(WRITE_FEATURES);
            methods.addAll(List.of("PUT", "PATCH"));
        }
        Set<String> theirs = texts(options.get("features"));
        List<String> allowed = List.of(daemon.allow().replace(" ", "").split(",", -1));
        mine.retainAll(theirs);
        methods.retainAll(allowed);
        JsonObjectBuilder answer = features(mine);
        for (String limit : CONNECTION_LIMITS) {
            if (options.get(limit) instanceof JsonNumber number) {
                answer.add(limit, number);
            }
        }
        return answer(methods, answer);
    }

    private static Answer answer(List<String> methods, JsonObjectBuilder options) {
        return new Answer(
                200,
                Map.of("Allow", String.join(",", methods), "Content-Type", "application/json"),
                options.build() + "\n");
    }

    private static JsonObjectBuilder features(List<String> names) {
        JsonArrayBuilder features = Json.createArrayBuilder();
        names.forEach(features::add);
        return Json.createObjectBuilder().add("features", features);
    }

    private static Set<String> texts(@Nullable JsonValue value) {
        return value instanceof JsonArray array
                ? array.stream()
                        .filter(JsonString.class::isInstance)
                        .map(text -> ((JsonString) text).getString())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static JsonObject parse(String json) {
        if (json.isBlank()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        } catch (RuntimeException e) {
            // Parsson has no other type for an object that is too deeply nested.
            throw new ProblemException(
                    Problem.DAEMON_PROTOCOL,
                    "The image daemon's options are not understood (daemon-protocol).",
                    e);
        }
    }
}
