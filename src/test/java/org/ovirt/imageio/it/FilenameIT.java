// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** The name under which a browser stores a download. */
@ExtendWith(SharedWorld.class)
class FilenameIT {
    private final World world;

    FilenameIT(World world) {
        this.world = world;
    }

    @Test
    void aPlainNameIsQuoted() throws Exception {
        assertThat(disposition("my disk.qcow2"))
                .isEqualTo("attachment; filename=\"my disk.qcow2\"");
    }

    @Test
    void aNameInAnotherScriptIsEncoded() throws Exception {
        assertThat(disposition("größe €.raw"))
                .isEqualTo(
                        "attachment; filename=\"gr__e _.raw\";"
                                + " filename*=UTF-8''gr%C3%B6%C3%9Fe%20%E2%82%AC.raw");
    }

    @Test
    void quotesCannotEndTheName() throws Exception {
        assertThat(disposition("a\"; filename=\"evil\\"))
                .isEqualTo(
                        "attachment; filename=\"a_; filename=_evil_\";"
                                + " filename*=UTF-8''a%22%3B%20filename%3D%22evil%5C");
    }

    @Test
    void lineEndsCannotEndTheField() throws Exception {
        assertThat(disposition("a\r\nSet-Cookie: x=1\r\n\r\n.raw"))
                .isEqualTo(
                        "attachment; filename=\"a__Set-Cookie: x=1____.raw\";"
                                + " filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1%0D%0A%0D%0A.raw");
    }

    @Test
    void anEmptyNameIsNone() throws Exception {
        assertThat(disposition("")).isEqualTo("attachment");
    }

    /** The field as it is on the wire. */
    private String disposition(String filename) throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        DaemonTicket ticket = DaemonTicket.of(image.id(), image.file(), 4096, Operation.READ);
        world.engine().install(ticket.withFilename(filename), world.daemon().imageUri(image.id()));
        try (RawClient raw = world.connect()) {
            String head = raw.send(RequestText.head("GET", image.uri())).readHead().text();
            return head.lines()
                    .filter(line -> line.startsWith("Content-Disposition: "))
                    .map(line -> line.substring("Content-Disposition: ".length()))
                    .reduce((first, second) -> first + "|" + second)
                    .orElseThrow();
        }
    }
}
