// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.json;
import static org.ovirt.imageio.it.TestData.quoted;
import static org.ovirt.imageio.it.TestData.with;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code /extents}: which parts of an image hold data, and which have changed. */
@ExtendWith(SharedWorld.class)
class ExtentsIT {
    private static final int MIB = 1 << 20;

    private final World world;
    private final ImageClient client;

    ExtentsIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void dataIsToldFromZeros() throws Exception {
        TestImage image = imageWithAMebibyteOfData(false);
        HttpResponse<String> response = client.get(with(image.uri(), "/extents"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(response.body()).asJsonArray().subList(0, 2))
                .containsExactly(
                        quoted("{'start': 0, 'length': 1048576, 'zero': true, 'hole': false}"),
                        quoted(
                                "{'start': 1048576, 'length': 1048576, 'zero': false, 'hole':"
                                        + " false}"));
    }

    @Test
    void theAnswerIsTheDaemonsByteForByte() throws Exception {
        TestImage image = imageWithAMebibyteOfData(true);
        for (String query : new String[] {"", "?context=zero", "?context=dirty"}) {
            String direct =
                    client.get(with(world.daemon().imageUri(image.id()), "/extents" + query))
                            .body();
            assertThat(client.get(with(image.uri(), "/extents" + query)).body()).isEqualTo(direct);
        }
    }

    @Test
    void whatWasWrittenIsDirty() throws Exception {
        TestImage image = imageWithAMebibyteOfData(true);
        HttpResponse<String> response = client.get(with(image.uri(), "/extents?context=dirty"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response.body()).asJsonArray().subList(0, 2))
                .containsExactly(
                        quoted("{'start': 0, 'length': 1048576, 'dirty': false, 'zero': true}"),
                        quoted(
                                "{'start': 1048576, 'length': 1048576, 'dirty': true, 'zero':"
                                        + " false}"));
    }

    @Test
    void aTicketThatIsNotDirtyHasNoDirtyExtents() throws Exception {
        TestImage image = world.newImage(MIB, Operation.READ);
        HttpResponse<String> response = client.get(with(image.uri(), "/extents?context=dirty"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "?context=zero, ?context=zero",
        "?context=dirty, ?context=dirty",
        "?context=zero&x=y, ?context=zero"
    })
    void theDaemonIsAskedForTheContextTheClientNamed(String query, String forwarded)
            throws Exception {
        TestImage image = world.newImage(MIB, ticket -> ticket.withDirty(true), Operation.READ);
        assertThat(client.get(with(image.uri(), "/extents" + query)).statusCode()).isEqualTo(200);
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::target)
                .containsExactly("/images/" + image.id() + "/extents" + forwarded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad", "Zero", "zero%0d%0aX:%20y", "zero%26context=dirty"})
    void anUnknownContextIsRefused(String context) throws Exception {
        TestImage image = world.newImage(MIB, Operation.READ);
        HttpResponse<String> response =
                client.get(with(image.uri(), "/extents?context=" + context));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("'context'").contains("zero, dirty");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    private TestImage imageWithAMebibyteOfData(boolean dirty) throws Exception {
        TestImage image =
                world.newImage(3L * MIB, ticket -> ticket.withDirty(dirty), Operation.WRITE);
        client.put(image.uri(), TestData.bytes(MIB), "Content-Range", "bytes 1048576-2097151/*");
        return image;
    }
}
