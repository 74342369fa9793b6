// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;

/** Has the container ask {@link SessionIds}; found by the {@code ServiceLoader}. */
public final class SessionExtension implements ServletExtension {
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        deployment.setSessionConfigWrapper((config, ignored) -> new SessionIds());
    }
}
