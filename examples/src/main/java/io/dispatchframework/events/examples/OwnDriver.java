package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Your own driver in fifty lines: each datagram that arrives at a UDP port is an event. */
public final class OwnDriver implements EventDriverFactory {

    @Override
    public List<SettingSpec> settings() {
        return List.of(SettingSpec.of("port", Kind.INTEGER, "the UDP port, 0 for any that is free")
                .asRequired());
    }

    @Override
    public RunningDriver start(DriverContext context) throws IOException {
        int port = Math.toIntExact(context.settings().integer("port"));
        DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        context.run("datagrams", () -> receive(context, socket));
        return socket::close; // which ends the wait for the next one
    }

    private static void receive(DriverContext context, DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        while (!socket.isClosed()) {
            try {
                packet.setLength(1024);
                socket.receive(packet);
            } catch (SocketException closed) {
                if (socket.isClosed()) {
                    return;
                }
                throw closed; // the manager shows it, and starts the driver again
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            // Waits for room; UDP drops what comes meanwhile.
            context.sink()
                    .emit(context.sink().event("datagram.received").data(text).build());
        }
    }

    /**
     * Runs the example, which ends at the first datagram: {@code echo -n hello > /dev/udp/127.0.0.1/5140}.
     *
     * @param args the port, or none for 5140
     * @throws InterruptedException if the program is to end before
     */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("print", call -> {
                    System.out.println(call.event().sourceId() + ": " + call.input());
                    seen.countDown();
                }))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("udp", new OwnDriver())
                .build()) {
            events.subscriptions()
                    .create(Subscription.builder("datagrams-to-print")
                            .eventType("datagram.*")
                            .functionName("print")
                            .build());
            events.driverTypes()
                    .create(EventDriverType.builder("udp").implementation("udp").build());
            events.drivers()
                    .create(EventDriver.builder("loopback")
                            .typeName("udp")
                            .setting("port", args.length > 0 ? args[0] : "5140")
                            .build());
            seen.await();
        }
    }
}
