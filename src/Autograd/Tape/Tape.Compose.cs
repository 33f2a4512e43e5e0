namespace AutogradMaml.Autograd;

/// <content>Compositions of operations.</content>
public sealed partial class Tape<T>
{
    /// <summary>Records a composition whole or not at all: where a part of it refuses its operands, what was recorded before is dropped.</summary>
    internal Variable<T> Compose(Func<Variable<T>> composition)
    {
        int start = _count;
        try
        {
            return composition();
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }
}
