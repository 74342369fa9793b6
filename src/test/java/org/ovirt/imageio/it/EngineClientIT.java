// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.http.HttpException;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.DefaultBHttpClientConnection;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.Engine;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/**
 * The control API as the Engine's own client uses it: HttpCore without its protocol interceptors.
 *
 * <p>So requests have no {@code Host} and no {@code Content-Type}, and the body of every answer is
 * read to its end; where an answer tells no length, that is the end of the connection, also for a
 * 204. There is no socket timeout: what hangs, hangs for ever.
 */
@ExtendWith(SharedWorld.class)
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineClientIT {
    private static final int BUFFER_SIZE = 8 * 1024;

    private final World world;
    private final String id = UUID.randomUUID().toString();

    record Answer(int status, String text) {}

    EngineClientIT(World world) {
        this.world = world;
    }

    @Test
    void aTransferIsStartedWatchedExtendedAndEnded() throws Exception {
        assertThat(execute("PUT", id, ticket())).isEqualTo(new Answer(200, ""));

        Answer shown = execute("GET", id, "");
        assertThat(shown.status()).isEqualTo(200);
        JsonObject status = TestData.json(shown.text()).asJsonObject();
        assertThat(status.getString("uuid")).isEqualTo(id);
        assertThat(status.getInt("transferred")).isZero();

        assertThat(execute("PATCH", id, "{\"timeout\": 300}")).isEqualTo(new Answer(200, ""));
        assertThat(execute("DELETE", id, "")).isEqualTo(new Answer(204, ""));
        assertThat(execute("GET", id, "").status()).isEqualTo(404);
    }

    @Test
    void theRemovalOfAnUnknownTicketDoesNotHang() throws Exception {
        assertThat(execute("DELETE", id, "")).isEqualTo(new Answer(204, ""));
        assertThat(execute("DELETE", id, "")).isEqualTo(new Answer(204, ""));
    }

    @Test
    void aFailureTellsItsReason() throws Exception {
        Answer refused = execute("PUT", id, "{}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).startsWith("Invalid ticket: ").endsWith("\n");
        assertThat(execute("PATCH", id, "{\"timeout\": 300}").status()).isEqualTo(404);
    }

    private Answer execute(String method, String ticket, String body)
            throws IOException, HttpException {
        BasicHttpEntityEnclosingRequest request =
                new BasicHttpEntityEnclosingRequest(
                        method, "/tickets/" + ticket, HttpVersion.HTTP_1_1);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            request.setHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length));
            request.setEntity(new ByteArrayEntity(bytes));
        }
        try (DefaultBHttpClientConnection connection =
                new DefaultBHttpClientConnection(BUFFER_SIZE)) {
            connection.bind(new Socket("localhost", world.proxy().controlPort()));
            connection.sendRequestHeader(request);
            if (bytes.length > 0) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            HttpResponse response = connection.receiveResponseHeader();
            connection.receiveResponseEntity(response);
            return new Answer(
                    response.getStatusLine().getStatusCode(),
                    EntityUtils.toString(response.getEntity()));
        }
    }

    private String ticket() {
        DaemonTicket ticket = DaemonTicket.of(id, Path.of("nowhere"), 4096, Operation.WRITE);
        return Engine.json(ticket, world.daemon().imageUri(id)).build().toString();
    }
}
