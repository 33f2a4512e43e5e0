namespace AutogradMaml.Autograd;

/// <content>Giving memory back before the end.</content>
public sealed partial class Tape<T>
{
    /// <summary>Gives back the memory of everything recorded from a place on, but for some results: of a loop whose course is not
    /// differentiated, each turn needs only what the turn before handed on.</summary>
    /// <param name="place">The place: <see cref="Count"/> before the part was recorded.</param>
    /// <param name="keep">The results that stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is beyond the end of the list.</exception>
    /// <remarks>The operations stay on the list without their values. A sweep that would need one of these throws; it is never taken for a
    /// constant. So keep results under <see cref="Variable{T}.Detach"/>, where sweeps stop.</remarks>
    public void ReleaseFrom(int place, params ReadOnlySpan<Variable<T>> keep)
    {
        RequireUsable();
        if (place < 0 || place > _count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(place), $"Got place {place} on a tape of {_count} operations, expected 0 to {_count}.");
        }

        var kept = new bool[_count - place];
        foreach (Variable<T> variable in keep)
        {
            int index = IndexOf(variable);
            if (index >= place)
            {
                kept[index - place] = true;
            }
        }

        for (int k = 0; k < kept.Length; k++)
        {
            if (!kept[k])
            {
                Release(place + k);
            }
        }
    }
}
