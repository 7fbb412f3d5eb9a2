// What an expert would write with gopacket to sum up a capture: one DecodingLayerParser whose layers are used again for every
// packet, and a map from a comparable key to a place in a slice of conversations. Nothing is allocated per packet, and neither
// the map nor the slice holds a pointer that the collector would have to follow.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

type side struct {
	high, low uint64
	port      uint16
}

type key struct {
	low, high side
	protocol  uint8
}

type conversation struct {
	packets, bytes [2]uint64
	first, last    int64
	flags          uint8
	protocol       uint8
}

func less(a, b *side) bool {
	if a.high != b.high {
		return a.high < b.high
	}
	if a.low != b.low {
		return a.low < b.low
	}
	return a.port < b.port
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	reader, err := pcapgo.NewReader(bufio.NewReaderSize(file, 4<<20))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	var ethernet layers.Ethernet
	var tag layers.Dot1Q
	var ipv4 layers.IPv4
	var ipv6 layers.IPv6
	var tcp layers.TCP
	var udp layers.UDP
	var payload gopacket.Payload
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &tag, &ipv4, &ipv6, &tcp, &udp, &payload)
	parser.IgnoreUnsupported = true
	decoded := make([]gopacket.LayerType, 0, 8)

	var packets, bytes, captured uint64
	var first, last time.Time
	protocols := map[gopacket.LayerType]uint64{}
	places := map[key]uint32{}
	var conversations []conversation
	counts := [256]uint64{}

	for {
		data, info, err := reader.ZeroCopyReadPacketData()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			break
		}
		if packets == 0 {
			first = info.Timestamp
		}
		last = info.Timestamp
		packets++
		bytes += uint64(info.Length)
		captured += uint64(info.CaptureLength)

		if err := parser.DecodeLayers(data, &decoded); err != nil {
			continue
		}
		var source, destination side
		var protocol, flags uint8
		for _, layer := range decoded {
			if layer < 256 {
				counts[layer]++
			} else {
				protocols[layer]++
			}
			switch layer {
			case layers.LayerTypeIPv4:
				source.low = uint64(binary.BigEndian.Uint32(ipv4.SrcIP))
				destination.low = uint64(binary.BigEndian.Uint32(ipv4.DstIP))
			case layers.LayerTypeIPv6:
				source.high, source.low = binary.BigEndian.Uint64(ipv6.SrcIP), binary.BigEndian.Uint64(ipv6.SrcIP[8:])
				destination.high, destination.low = binary.BigEndian.Uint64(ipv6.DstIP), binary.BigEndian.Uint64(ipv6.DstIP[8:])
			case layers.LayerTypeTCP:
				protocol, source.port, destination.port = 6, uint16(tcp.SrcPort), uint16(tcp.DstPort)
				if tcp.SYN {
					flags |= 1
				}
				if tcp.FIN {
					flags |= 2
				}
				if tcp.RST {
					flags |= 4
				}
			case layers.LayerTypeUDP:
				protocol, source.port, destination.port = 17, uint16(udp.SrcPort), uint16(udp.DstPort)
			}
		}
		if protocol == 0 {
			continue
		}
		direction := 0
		k := key{source, destination, protocol}
		if less(&destination, &source) {
			k.low, k.high = destination, source
			direction = 1
		}
		at := info.Timestamp.UnixNano()
		place, known := places[k]
		if !known {
			place = uint32(len(conversations))
			places[k] = place
			conversations = append(conversations, conversation{first: at, protocol: protocol})
		}
		c := &conversations[place]
		c.packets[direction]++
		c.bytes[direction] += uint64(info.Length)
		c.last = at
		c.flags |= flags
	}

	for layer, count := range counts {
		if count > 0 {
			protocols[gopacket.LayerType(layer)] = count
		}
	}
	var tcpCount, udpCount int
	for i := range conversations {
		if conversations[i].protocol == 6 {
			tcpCount++
		} else {
			udpCount++
		}
	}
	total := func(c *conversation) uint64 { return c.bytes[0] + c.bytes[1] }
	sort.Slice(conversations, func(i, j int) bool { return total(&conversations[i]) > total(&conversations[j]) })
	fmt.Printf("{\"packets\":%d,\"bytes\":%d,\"captured\":%d,\"tcp\":%d,\"udp\":%d,\"first\":%d,\"last\":%d",
		packets, bytes, captured, tcpCount, udpCount, first.UnixNano(), last.UnixNano())
	for layer, count := range protocols {
		fmt.Printf(",%q:%d", layer.String(), count)
	}
	if len(conversations) > 0 {
		fmt.Printf(",\"most\":%d", total(&conversations[0]))
	}
	fmt.Println("}")
}
