// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.World;

/** Images that exist only in the answers of a {@link ScriptedDaemon}. */
final class ScriptedImages {
    private ScriptedImages() {}

    /** A daemon that the proxy trusts. */
    static ScriptedDaemon daemon(World world) throws IOException {
        return ScriptedDaemon.start(
                world.pki().serverContext(world.pki().issue(LeafSpec.localhost())));
    }

    /** Installs a ticket for an image; its URI on the proxy. */
    static URI install(
            World world,
            ScriptedDaemon daemon,
            String id,
            long size,
            DaemonTicket.Operation... operations)
            throws IOException {
        DaemonTicket ticket = DaemonTicket.of(id, Path.of("nowhere"), size, operations);
        world.engine().install(ticket, daemon.imageUri(id));
        return world.proxy().baseUri().resolve("/images/" + id);
    }
}
