package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private static AddressRules allowing(String... ranges) {
        return new AddressRules(Stream.of(ranges).map(AddressRange::parse).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::7f00:1",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::ffff:0:7f00:1",
                "64:ff9b::7f00:1",
                "100:0:0:1::1",
                "3fff::1",
                "5f00::1",
                "2002:7f00:1::"
            })
    void specialAddresses_areRefusedUnlessAllowed(String address) throws Exception {
        InetAddress ip = InetAddress.getByName(address);

        assertThat(allowing().allow(ip)).isFalse();
        assertThat(allowing("0.0.0.0/0", "::/0").allow(ip)).isTrue();
        assertThat(allowing(ip.getHostAddress()).allow(ip)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "172.15.255.255", "172.32.0.0", "192.167.255.255", "100.128.0.0", "2606:4700::1111"})
    void publicAddresses_areFine(String address) throws Exception {
        assertThat(allowing().allow(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void allowedRanges_endWhereTheySay() throws Exception {
        AddressRules rules = allowing("10.1.128.0/17", "fd00::/9");

        assertThat(List.of("10.1.128.0", "10.1.255.255", "fd00::1", "fd7f::1"))
                .allMatch(address -> rules.allow(ip(address)));
        assertThat(List.of("10.1.127.255", "10.2.128.0", "fd80::1", "127.0.0.1"))
                .noneMatch(address -> rules.allow(ip(address)));
    }

    private static InetAddress ip(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "::/129",
                "10.0.0",
                "256.0.0.1",
                "a:b"
            })
    void whatIsNoRange_isRefused(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse(range))
                .withMessageContaining("10.0.0.0/8");
    }
}
