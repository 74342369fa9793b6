// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** A relay moves 1 MiB, then others of its thread have their turn. */
@ExtendWith(SharedWorld.class)
class TurnIT {
    private static final int TURN = 1 << 20;

    /** Each a chance for the daemon's bytes to be there before the proxy asks for them. */
    private static final int REPETITIONS = 20;

    private final World world;

    TurnIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @ValueSource(ints = {TURN - 1, TURN, TURN + 1, 2 * TURN, 3 * TURN})
    void aDownloadThatEndsWithATurnIsComplete(int length) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, length);
                RawClient client = image.connect()) {
            image.daemon()
                    .onEveryOtherRequest(
                            r -> r.readHead().atOnce(p -> p.send(ok(length)).sendZeros(length)));
            for (int i = 0; i < REPETITIONS; i++) {
                RawResponse response = image.get(client);
                assertThat(response.ending()).as("download %d", i).isEqualTo(Ending.COMPLETE);
                assertThat(response.body()).hasSize(length);
            }
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }
}
