using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>How long the values of a program are needed, and which of them never need an array: those that are made and used up within one
/// run of instructions that is computed tile by tile.</summary>
internal sealed class Lives<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _lastUse;
    private readonly bool[] _isTile;

    /// <summary>Follows the values of a graph.</summary>
    public Lives(ProgramGraph<T> graph)
    {
        _lastUse = new int[graph.Values.Count];
        _isTile = new bool[graph.Values.Count];
        Array.Fill(_lastUse, -1);
        for (int k = 0; k < graph.Instructions.Count; k++)
        {
            _lastUse[graph.Instructions[k].Output] = k;
            foreach (int owner in graph.Instructions[k].Owners)
            {
                _lastUse[owner] = k;
            }
        }

        foreach (int output in graph.Outputs)
        {
            _lastUse[graph.OwnerOf(output)] = int.MaxValue;
        }

        foreach (InstructionRun run in graph.Runs)
        {
            for (int k = run.First; run.Sizes is not null && k < run.End; k++)
            {
                int result = graph.Instructions[k].Output;
                _isTile[result] = !graph.Instructions[k].IsGathered && _lastUse[result] < run.End;
            }
        }
    }

    /// <summary>The last instruction that touches an owner's memory; outputs are touched after the last.</summary>
    public int LastUseOf(int owner) => _lastUse[owner];

    /// <summary>Whether a value has a tile in the place of an array.</summary>
    public bool IsTile(int owner) => _isTile[owner];
}
