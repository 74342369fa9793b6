// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

/** An answer that no daemon is asked for. */
final class Reply implements ClientLeg.Events {
    private final ClientLeg client;
    private final Answer answer;

    Reply(ClientLeg client, Answer answer) {
        this.client = client;
        this.answer = answer;
    }

    @Override
    public void started() {
        client.give(answer);
    }
}
