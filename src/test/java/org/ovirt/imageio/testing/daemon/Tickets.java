// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** The tickets of one daemon, with one open file for all tickets of an image. */
final class Tickets {

    private final Clock clock;
    private final Map<String, InstalledTicket> tickets = new HashMap<>();
    private final Map<Path, ImageFile> images = new HashMap<>();

    Tickets(Clock clock) {
        this.clock = clock;
    }

    synchronized void install(DaemonTicket ticket) throws IOException {
        Path path = ticket.file().toAbsolutePath().normalize();
        ImageFile image = images.get(path);
        if (image == null) {
            image = ImageFile.open(path, ticket.size());
            images.put(path, image);
        }
        InstalledTicket replaced =
                tickets.put(ticket.uuid(), new InstalledTicket(ticket, image, clock));
        if (replaced != null) {
            closeIfUnused(replaced.image());
        }
    }

    synchronized void remove(String uuid) {
        InstalledTicket removed = tickets.remove(uuid);
        if (removed != null) {
            removed.cancel();
            closeIfUnused(removed.image());
        }
    }

    synchronized void clear() {
        List.copyOf(tickets.keySet()).forEach(this::remove);
    }

    synchronized @Nullable InstalledTicket find(String uuid) {
        return tickets.get(uuid);
    }

    /** The ticket that allows this operation now. */
    InstalledTicket authorize(String uuid, Operation operation) throws HttpError {
        InstalledTicket ticket = find(uuid);
        if (ticket == null) {
            throw HttpError.forbidden("No such ticket " + uuid);
        }
        ticket.authorize(operation);
        return ticket;
    }

    /** Running operations on a closed file fail; their tickets are gone anyway. */
    private void closeIfUnused(ImageFile image) {
        if (tickets.values().stream().anyMatch(ticket -> ticket.image() == image)) {
            return;
        }
        images.values().remove(image);
        try {
            image.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
