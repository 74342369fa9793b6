// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.config.ControlConfig;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.EndlessActivity;
import org.ovirt.imageio.proxy.ticket.LocalTickets;
import org.ovirt.imageio.proxy.ticket.MemoryJournals;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;

/**
 * What the Engine is told of a transfer that does not end. No real relay is like that: a
 * cancellation ends it on its I/O thread, whatever client and daemon do.
 */
class ControlServerTest {
    private final Transfers transfers =
            new Transfers(System::nanoTime, 10, Duration.ofDays(1), new MemoryJournals());
    private final Activity stuck = new EndlessActivity();
    private final Readiness readiness = new Readiness();
    private ControlServer server;
    private Transfer transfer;

    @BeforeEach
    void begin() throws IOException {
        server =
                ControlServer.start(
                        new ControlConfig(0, Duration.ofMillis(50), 10),
                        new LocalTickets(transfers),
                        readiness,
                        new Gate(readiness));
        transfers.install(new SampleTicket().build());
        transfer = transfers.find(SampleTicket.ID).orElseThrow();
        transfer.begin(stuck);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theRemovalOfATicketInUseIsAConflictThatARetryResolves() throws Exception {
        assertConflict(delete(SampleTicket.ID.value()));
        assertConflict(delete(SampleTicket.ID.value()));
        assertThat(transfers.find(SampleTicket.ID)).contains(transfer);
        transfer.finish(stuck);
        assertThat(delete(SampleTicket.ID.value()).statusCode()).isEqualTo(204);
        assertThat(transfers.find(SampleTicket.ID)).isEmpty();
    }

    @Test
    void theRemovalOfAllTicketsIsAConflictIfOneIsInUse() throws Exception {
        assertConflict(delete(""));
        transfer.finish(stuck);
        assertThat(delete("").statusCode()).isEqualTo(204);
        assertThat(transfers.all()).isEmpty();
    }

    @Test
    void whileTheNodeStopsTicketsCanBeSeenAndRemovedAndNothingElse() throws Exception {
        readiness.drain();
        assertRefused(send("PUT", SampleTicket.ID.value()), "stopping");
        assertRefused(send("PATCH", SampleTicket.ID.value()), "stopping");
        assertThat(send("GET", SampleTicket.ID.value()).statusCode()).isEqualTo(200);
        transfer.finish(stuck);
        assertThat(delete(SampleTicket.ID.value()).statusCode()).isEqualTo(204);
        assertThat(transfers.all()).isEmpty();
    }

    @Test
    void whileTheNodeIsNotReadyTicketsCanBeSeenAndNothingElse() throws Exception {
        readiness.require("one", "One is missing.");
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            assertRefused(send(method, SampleTicket.ID.value()), "not ready yet");
        }
        assertRefused(delete(""), "not ready yet");
        assertThat(send("GET", SampleTicket.ID.value()).statusCode()).isEqualTo(200);
        assertThat(transfers.find(SampleTicket.ID)).contains(transfer);
        readiness.met("one");
        assertThat(send("PUT", SampleTicket.ID.value()).statusCode()).isEqualTo(400);
    }

    private static void assertRefused(HttpResponse<String> response, String why) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains(why);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
    }

    private static void assertConflict(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(response.body())
                .isEqualToIgnoringNewLines(
                        "The transfer is still active after 0 seconds; retry the removal.");
    }

    private HttpResponse<String> delete(String id) throws Exception {
        return send("DELETE", id);
    }

    private HttpResponse<String> send(String method, String id) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:%d/tickets/%s"
                                                        .formatted(server.port(), id)))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }
}
