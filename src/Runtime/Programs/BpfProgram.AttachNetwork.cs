// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

// Attaching to networks, cgroups and sockets.
public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches to a network interface: <c>BPF_LINK_CREATE</c> with <c>BPF_XDP</c> (Linux 5.9).</summary>
    /// <param name="interfaceName">The interface: "eth0".</param>
    /// <param name="mode">Where in the path of a packet it runs.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such interface, or its driver cannot.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachXdp(string interfaceName, XdpMode mode = XdpMode.Any)
    {
        const int attachXdp = 37; // BPF_XDP
        using AttachScope scope = new(this, _owner, $"xdp {interfaceName}");
        BpfLinkCreateOpts opts = new() { Size = (nuint)sizeof(BpfLinkCreateOpts), Flags = (uint)mode };
        return scope.LinkFd(LibBpf.bpf_link_create(Fd, InterfaceIndex(scope, interfaceName), attachXdp, &opts));
    }

    /// <summary>Attaches as a traffic control classifier: <c>bpf_tc_attach()</c>, with a clsact qdisc that is made when there is none and stays.</summary>
    /// <param name="interfaceName">The interface: "eth0".</param>
    /// <param name="direction">Incoming or outgoing packets.</param>
    /// <param name="priority">Its place among others, the lowest first; 0 lets the kernel choose.</param>
    /// <param name="handle">Its handle; 0 lets the kernel choose.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such interface, the place is taken, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachTc(string interfaceName, TcDirection direction, uint priority = 0, uint handle = 0)
    {
        using AttachScope scope = new(this, _owner, $"tc {direction} {interfaceName}");
        BpfTcHook hook = new() { Size = (nuint)sizeof(BpfTcHook), Interface = InterfaceIndex(scope, interfaceName), AttachPoint = (int)direction };
        int result = LibBpf.bpf_tc_hook_create(&hook);
        if (result < 0 && result != -Errno.EEXIST)
            throw scope.Failure(-result);
        BpfTcOpts opts = new() { Size = (nuint)sizeof(BpfTcOpts), Program = Fd, Handle = handle, Priority = priority };
        result = LibBpf.bpf_tc_attach(&hook, &opts);
        return result < 0 ? throw scope.Failure(-result) : new BpfLink(new TcAttachment(hook, opts.Handle, opts.Priority), Name);
    }

    /// <summary>Attaches to a network interface by a link of traffic control: <c>BPF_TCX_INGRESS</c> and <c>BPF_TCX_EGRESS</c> (Linux 6.6).</summary>
    /// <param name="interfaceName">The interface: "eth0".</param>
    /// <param name="direction">Incoming or outgoing packets.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such interface, or the kernel is too old.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachTcx(string interfaceName, TcDirection direction)
    {
        const int ingress = 46, egress = 47;
        using AttachScope scope = new(this, _owner, $"tcx {direction} {interfaceName}");
        BpfLinkCreateOpts opts = new() { Size = (nuint)sizeof(BpfLinkCreateOpts) };
        return scope.LinkFd(LibBpf.bpf_link_create(Fd, InterfaceIndex(scope, interfaceName), direction == TcDirection.Ingress ? ingress : egress, &opts));
    }

    /// <summary>Attaches to a netfilter hook (Linux 6.4). With a libbpf before 1.2 set <see cref="Type"/> to <see cref="BpfProgramType.NetFilter"/> and <see cref="ExpectedAttachType"/> to 45 before Load.</summary>
    /// <param name="family">The protocol family, NFPROTO_*: 2 is IPv4, 10 is IPv6.</param>
    /// <param name="hook">The hook, NF_INET_*: 0 pre-routing, 1 local in, 2 forward, 3 local out, 4 post-routing.</param>
    /// <param name="priority">Its place among others, the lowest first.</param>
    /// <param name="defragment">Whether it sees packets put together (needs a module).</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses, as for the lowest and highest priority.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachNetfilter(int family, int hook, int priority, bool defragment = false)
    {
        const int attachNetfilter = 45; // BPF_NETFILTER
        using AttachScope scope = new(this, _owner, $"netfilter family {family} hook {hook}");
        // union bpf_attr, link_create; libbpf has a call for it from 1.3 on.
        uint* attr = stackalloc uint[16];
        new Span<uint>(attr, 16).Clear();
        attr[0] = (uint)Fd;
        attr[2] = attachNetfilter;
        attr[4] = (uint)family;
        attr[5] = (uint)hook;
        attr[6] = (uint)priority;
        attr[7] = defragment ? 1u : 0;
        int fd = (int)LibC.syscall(BpfSystemCall, 28 /* BPF_LINK_CREATE */, (nint)attr, 16 * sizeof(uint), 0, 0, 0);
        return scope.LinkFd(fd >= 0 ? fd : -Marshal.GetLastPInvokeError());
    }

    /// <summary>Attaches to a cgroup: <c>bpf_program__attach_cgroup()</c> (Linux 5.7).</summary>
    /// <param name="path">The cgroup's directory: "/sys/fs/cgroup/user.slice".</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such cgroup of version 2, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachCgroup(string path)
    {
        using FileDescriptor cgroup = LibC.Open(path, $"open cgroup {path}");
        using AttachScope scope = new(this, _owner, $"cgroup {path}");
        return scope.Link(LibBpf.bpf_program__attach_cgroup(_program, cgroup));
    }

    /// <summary>Attaches to a network namespace: sk_lookup (Linux 5.9) and flow dissector programs, <c>bpf_program__attach_netns()</c>.</summary>
    /// <param name="path">The namespace: "/proc/self/ns/net".</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such namespace, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachNetworkNamespace(string path)
    {
        using FileDescriptor space = LibC.Open(path, $"open network namespace {path}");
        using AttachScope scope = new(this, _owner, $"network namespace {path}");
        return scope.Link(LibBpf.bpf_program__attach_netns(_program, space));
    }

    /// <summary>Attaches to the sockets that are put into a map from now on: sk_msg and sk_skb programs, <c>BPF_PROG_ATTACH</c>. They keep the program until they leave the map.</summary>
    /// <param name="map">The map, SockMap or SockHash.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The map has a program already, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachSocketMap(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int type = ExpectedAttachType;
        using AttachScope scope = new(this, _owner, $"socket map '{map.Name}'");
        int result = LibBpf.bpf_prog_attach(Fd, map.Fd, type, 0);
        if (result < 0)
            throw scope.Failure(-result);
        return new BpfLink(new MapAttachment(LibC.Duplicate(Fd, $"keep program '{Name}' open"), LibC.Duplicate(map.Fd, $"keep map '{map.Name}' open"), type), Name);
    }

    /// <summary>Attaches a socket filter to one socket: <c>SO_ATTACH_BPF</c>. It stays until the socket is closed or gets another.</summary>
    /// <param name="socket">The socket.</param>
    /// <exception cref="BpfException">The program is no socket filter, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object or the socket was disposed.</exception>
    public void AttachSocket(System.Net.Sockets.Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        const int level = 1, attachBpf = 50; // SOL_SOCKET, SO_ATTACH_BPF
        using AttachScope scope = new(this, _owner, "a socket");
        int fd = Fd;
        try
        {
            socket.SetRawSocketOption(level, attachBpf, new ReadOnlySpan<byte>(&fd, sizeof(int)));
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw scope.Failure(e.NativeErrorCode);
        }
    }

    private static nint BpfSystemCall => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280;

    private static int InterfaceIndex(AttachScope scope, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        uint index = LibC.if_nametoindex(name);
        return index != 0 ? (int)index : throw scope.Failure(Errno.ENODEV);
    }
}
