// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A BPF object: the programs, maps and global variables of one .bpf.c file. Open it, set its knobs, <see cref="Load"/> it into
/// the kernel, <see cref="Attach"/> its programs. The classes marked with <see cref="BpfObjectAttribute"/> derive from it;
/// <see cref="BpfObjectFile"/> opens any object file.
/// </summary>
/// <remarks>
/// Set up on one thread. Disposing closes the programs and maps; links stay attached until they are disposed, and buffer
/// readers end. Use after that is an <see cref="ObjectDisposedException"/>.
/// </remarks>
public abstract class BpfObject : IDisposable
{
    private readonly ObjectHandle _handle;
    private readonly Dictionary<string, BpfMap> _mapsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataSection> _sections = new(StringComparer.Ordinal);
    private readonly List<BpfMap> _maps = [];
    private readonly List<BpfProgram> _programs = [];
    private readonly List<IDisposable> _readers = [];
    private readonly Lock _lock = new();
    private bool _loadTried;

    /// <summary>Opens an object that the build embedded as a resource.</summary>
    /// <param name="assembly">The assembly it is embedded in.</param>
    /// <param name="resourceName">The resource, as in "sofdsnoop.bpf.o". Without ".bpf.o" it is the object's name.</param>
    /// <param name="options">How to open it, or null.</param>
    /// <exception cref="BpfException">There is no such resource, or it is not a BPF object.</exception>
    /// <exception cref="DllNotFoundException">libbpf.so.1 is not installed.</exception>
    protected BpfObject(Assembly assembly, string resourceName, BpfOpenOptions? options)
        : this(ObjectBytes.FromResource(assembly, resourceName), ObjectBytes.NameOf(resourceName), options)
    {
    }

    private protected BpfObject(ReadOnlySpan<byte> file, string name, BpfOpenOptions? options)
    {
        Name = name;
        _handle = ObjectBytes.Open(file, name, options ?? new BpfOpenOptions());
        using ObjectHandle.Lease lease = Borrow();
        for (nint map = 0; (map = LibBpf.bpf_object__next_map(lease.Pointer, map)) != 0;)
        {
            BpfMap added = new(this, map);
            _maps.Add(added);
            _mapsByName[added.Name] = added;
        }
        SetBufferKind(options?.EventBuffers ?? EventBufferKind.AsDeclared);
        for (nint program = 0; (program = LibBpf.bpf_object__next_program(lease.Pointer, program)) != 0;)
            _programs.Add(new BpfProgram(this, program));
    }

    /// <summary>The object's name: that of its file without ".bpf.o".</summary>
    public string Name { get; }

    /// <summary>Whether <see cref="Load"/> has succeeded.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>All its maps, those of global variables included.</summary>
    public IReadOnlyList<BpfMap> AllMaps => _maps;

    /// <summary>All its programs.</summary>
    public IReadOnlyList<BpfProgram> AllPrograms => _programs;

    /// <summary>Creates the maps and loads the programs: <c>bpf_object__load()</c>. After it, knobs are frozen.</summary>
    /// <exception cref="BpfException">The kernel refuses a map or a program; the message says which, why, and what to try.</exception>
    /// <exception cref="InvalidOperationException">It was called before; an object cannot be loaded again, even after a failure.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public void Load()
    {
        using ObjectHandle.Lease lease = Borrow();
        if (_loadTried)
            throw new InvalidOperationException($"Load() of '{Name}' was called before; open the object again to load it again.");
        _loadTried = true;
        nint btf = LibBpf.bpf_object__btf(lease.Pointer);
        foreach (BpfMap map in _maps)
        {
            map.ClearEventSizes();
            map.CheckPin(btf);
            EventWriters.Set(btf, map, ReaderOf(map)?.Wakeup ?? default, FindSection);
        }
        using (LibBpfLog.Capture log = LibBpfLog.Begin())
        {
            int result = LibBpf.bpf_object__load(lease.Pointer);
            if (result < 0)
                throw BpfErrors.Load(this, -result, log.Lines);
        }
        IsLoaded = true;
        lock (_lock)
        {
            foreach (DataSection section in _sections.Values)
                section.MapKernelMemory();
        }
    }

    /// <summary>
    /// Attaches every loaded program whose section says where to, and whose <see cref="BpfProgram.AutoAttach"/> is on.
    /// </summary>
    /// <returns>The links. Disposing them detaches.</returns>
    /// <exception cref="BpfException">One could not be attached; those attached before it are detached again.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLinkSet Attach()
    {
        ThrowIfDisposed();
        if (!IsLoaded)
            throw new InvalidOperationException($"'{Name}' is not loaded: call Load() first.");
        BpfLinkSet links = new();
        foreach (BpfProgram program in _programs)
        {
            if (!program.IsLoaded || !program.AutoAttach)
                continue;
            BpfLink? link = program.TryAttach(out BpfException? error);
            if (link is not null)
            {
                links.Add(link);
            }
            else if (error!.Errno != Errno.EOPNOTSUPP || program.HasAttachTarget)
            {
                // EOPNOTSUPP without a target is libbpf's "nothing to attach to", as for SEC("xdp"): those are left out.
                links.Dispose();
                throw error;
            }
        }
        return links;
    }

    /// <summary>A map by its C name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The map; always the same for one name.</returns>
    /// <exception cref="BpfException">The object has no such map: the C# code is stale.</exception>
    protected BpfMap FindMap(string name) => _mapsByName.GetValueOrDefault(name)
        ?? throw BpfErrors.Stale($"find map '{name}' in '{Name}'", $"it has only: {string.Join(", ", _mapsByName.Keys)}");

    /// <summary>A program by its C name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The program; always the same for one name.</returns>
    /// <exception cref="BpfException">The object has no such program: the C# code is stale.</exception>
    protected BpfProgram FindProgram(string name) => _programs.Find(p => p.Name == name)
        ?? throw BpfErrors.Stale($"find program '{name}' in '{Name}'",
            $"it has only: {string.Join(", ", _programs.Select(static p => p.Name))}");

    /// <summary>A section of global variables by its name.</summary>
    /// <param name="name">The name, as in ".rodata".</param>
    /// <returns>The section; always the same for one name.</returns>
    /// <exception cref="BpfException">The object has no such section: the C# code is stale.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    protected unsafe DataSection FindSection(string name)
    {
        lock (_lock)
        {
            if (_sections.TryGetValue(name, out DataSection? known))
                return known;
            using ObjectHandle.Lease lease = Borrow();
            // libbpf names such a map after object and section, cut to 15 bytes; it finds it by the section's name alone.
            nint pointer = LibBpf.bpf_object__find_map_by_name(lease.Pointer, name);
            BpfMap? map = pointer == 0 ? null : _maps.Find(m => m.Is(pointer));
            byte* initial = null;
            nuint length = 0;
            if (map is not null)
                initial = map.InitialValue(out length);
            if (initial is null)
                throw BpfErrors.Stale($"find section {name} in '{Name}'", "it has no such variables");
            DataSection section = new(this, map!, name, initial, length);
            if (IsLoaded)
                section.MapKernelMemory();
            _sections.Add(name, section);
            return section;
        }
    }

    /// <summary>
    /// Closes programs and maps, and ends the readers of its buffers. Links stay attached until they are disposed. Doing so
    /// twice is fine.
    /// </summary>
    public void Dispose()
    {
        List<IDisposable> readers;
        lock (_lock)
        {
            readers = [.. _readers];
            _readers.Clear();
            foreach (DataSection section in _sections.Values)
                section.Close();
        }
        foreach (IDisposable reader in readers)
            reader.Dispose();
        foreach (BpfMap map in _maps)
            map.Close();
        _handle?.Dispose();
        GC.SuppressFinalize(this);
    }

    internal bool IsDisposed => _handle.IsClosed;

    internal BpfMap? TryFindMap(string name) => _mapsByName.GetValueOrDefault(name);

    internal bool HasWriter(BpfMap map)
    {
        using ObjectHandle.Lease lease = Borrow();
        return EventWriters.Has(LibBpf.bpf_object__btf(lease.Pointer), map.Name);
    }

    internal ObjectHandle.Lease Borrow() => _handle.Borrow();

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_handle.IsClosed, this);

    internal void ThrowIfLoaded(string what)
    {
        if (IsLoaded)
            throw new InvalidOperationException($"{what}: '{Name}' is already loaded.");
    }

    internal void AddReader(IDisposable reader)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            _readers.Add(reader);
        }
    }

    private EventSource? ReaderOf(BpfMap map)
    {
        lock (_lock)
            return _readers.OfType<EventSource>().FirstOrDefault(r => r.Map == map);
    }

    private void SetBufferKind(EventBufferKind kind)
    {
        if (kind == EventBufferKind.AsDeclared || (kind == EventBufferKind.Available && BpfFeatures.Has(BpfMapType.RingBuf)))
            return;
        foreach (BpfMap map in _maps)
        {
            if (map.Type == BpfMapType.RingBuf)
                map.BecomePerfBuffer();
        }
    }
}
