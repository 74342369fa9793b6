// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.container;

import org.jboss.arquillian.core.spi.LoadableExtension;

/** Adds {@link ContainerServer} to Arquillian. */
public final class ContainerExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(ContainerServer.class);
    }
}
