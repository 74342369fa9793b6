// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** {@code /images/<id>/extents}. */
final class ExtentsResource {

    void handle(Call call, String ticketId) throws HttpError, IOException {
        if (!call.request().method().equals("GET")) {
            throw call.notDefined();
        }
        Call.requireTicketId(ticketId);
        InstalledTicket ticket = call.authorize(ticketId, Operation.READ);
        String context = call.choice("context", List.of("dirty", "zero"), "zero");
        if (context.equals("zero")) {
            call.response().json(ticket.image().extents().stream().map(Extent::toJson).toList());
        } else if (ticket.ticket().dirty()) {
            call.response().json(dirtyExtents(ticket.image()));
        } else {
            throw HttpError.notFound("Ticket does not support dirty extents");
        }
    }

    private static List<Map<String, Object>> dirtyExtents(ImageFile image) {
        Ranges dirty = image.dirty();
        List<Map<String, Object>> json = new ArrayList<>();
        for (Extent extent : image.extents()) {
            long position = extent.range().start();
            for (Range range : dirty.within(position, extent.range().end())) {
                add(json, new Range(position, range.start()), extent.zero(), false);
                add(json, range, extent.zero(), true);
                position = range.end();
            }
            add(json, new Range(position, extent.range().end()), extent.zero(), false);
        }
        return json;
    }

    private static void add(
            List<Map<String, Object>> json, Range range, boolean zero, boolean dirty) {
        if (range.length() > 0) {
            json.add(new Extent(range, zero).toJson(dirty));
        }
    }
}
