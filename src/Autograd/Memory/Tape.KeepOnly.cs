namespace AutogradMaml.Autograd;

/// <content>Results that outlive the operations that computed them.</content>
public sealed partial class Tape<T>
{
    /// <summary>Drops every node from a place on but keeps the values of some of them, which become nodes of the given operation: they say
    /// what they depend on, which lies before the place.</summary>
    internal Variable<T>[] KeepOnly(int from, ReadOnlySpan<int> results, ReadOnlySpan<int> dependencies, Operation<T> operation)
    {
        // A share in the memory of each result, so that dropping its node leaves it alone.
        var kept = new (int Block, Slot Slot)[results.Length];
        for (int k = 0; k < kept.Length; k++)
        {
            kept[k] = (_nodes[results[k]].Block, _slots[results[k]]);
            _blocks.Share(kept[k].Block);
        }

        Truncate(from);
        var variables = new Variable<T>[kept.Length];
        for (int k = 0; k < kept.Length; k++)
        {
            dependencies.CopyTo(FreeInputs(dependencies.Length));
            variables[k] = Append(operation, dependencies.Length, kept[k].Block, kept[k].Slot);
        }

        return variables;
    }
}
