namespace AutogradMaml.Autograd;

/// <content>Several operations that are recorded together.</content>
public sealed partial class Tape<T>
{
    /// <summary>Records a composition whole or not at all: where a part of it throws, what was recorded before is dropped.</summary>
    internal TResult Compose<TResult>(Func<TResult> composition)
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
