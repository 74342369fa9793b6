// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.TransferStatus;

class TicketViewTest {

    private final Jsonb jsonb = JsonbBuilder.create();

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    private String json(TransferStatus status) {
        return jsonb.toJson(new TicketView(status));
    }

    @Test
    void itHasTheNamesAndTheOrderOfTheReference() {
        TransferStatus status =
                new TransferStatus(
                        new SampleTicket()
                                .size(1L << 40)
                                .operations(Operation.WRITE)
                                .timeout(Duration.ofMinutes(5))
                                .inactivityTimeout(Duration.ofMinutes(2))
                                .filename("disk.raw")
                                .build(),
                        true,
                        false,
                        3,
                        123_456,
                        0,
                        OptionalLong.of(Long.MAX_VALUE));
        assertThat(json(status))
                .isEqualTo(
                        "{\"active\":true,\"canceled\":false,\"connections\":3,"
                                + "\"expires\":123456,\"idle_time\":0,\"inactivity_timeout\":120,"
                                + "\"ops\":[\"write\"],\"size\":1099511627776,\"sparse\":true,"
                                + "\"dirty\":false,\"timeout\":300,"
                                + "\"url\":\"https://host.example:54322/images/daemon-side\","
                                + "\"uuid\":\"7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e\","
                                + "\"transfer_id\":\"transfer-1\",\"filename\":\"disk.raw\","
                                + "\"transferred\":9223372036854775807}");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        TransferStatus status =
                new TransferStatus(
                        new SampleTicket().operations(Operation.WRITE, Operation.READ).build(),
                        false,
                        true,
                        0,
                        0,
                        7,
                        OptionalLong.empty());
        assertThat(json(status))
                .startsWith(
                        "{\"active\":false,\"canceled\":true,\"connections\":0,\"expires\":0,"
                                + "\"idle_time\":7,")
                .contains("\"ops\":[\"read\",\"write\"]")
                .endsWith("\"transfer_id\":\"transfer-1\"}");
    }
}
