namespace AutogradMaml.Autograd.Kernels;

/// <summary>Divides scratch memory into parts, each on a boundary of sixteen elements so that vectors don't straddle cache lines.</summary>
internal struct ScratchLayout
{
    private const int Boundary = 16;

    /// <summary>The elements handed out so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where a part of so many elements begins.</summary>
    public int Add(long elements)
    {
        int start = Length;
        Length = checked((int)(start + ((elements + Boundary - 1) / Boundary * Boundary)));
        return start;
    }
}
