using System.Globalization;
using System.Text;

namespace AutogradMaml.Autograd;

/// <content>Looking at a tape.</content>
public sealed partial class Tape<T>
{
    /// <summary>Finds the first NaN or infinity in the order of recording. The inputs of that operation were finite, so it arose
    /// there.</summary>
    /// <returns>Where it stands, or null when everything on the tape is finite.</returns>
    public NonFinite? FindNonFinite()
    {
        RequireUsable();
        for (int index = 0; index < _count; index++)
        {
            if (IsReleased(index))
            {
                continue;
            }

            ReadOnlySpan<T> values = SpanAt(index);
            for (int element = 0; element < values.Length; element++)
            {
                if (!T.IsFinite(values[element]))
                {
                    return new(index, _nodes[index].Operation.Name, _slots[index].Shape, element, double.CreateChecked(values[element]));
                }
            }
        }

        return null;
    }

    /// <summary>The list as text, one operation a line: <c>%5 = multiply(%1, %2) : [25, 40]</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int index = 0; index < _count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"%{index} = {_nodes[index].Operation.Name}");
            if (_nodes[index].InputCount > 0)
            {
                text.Append('(');
                text.AppendJoin(", ", InputsOf(index).ToArray().Select(input => string.Create(CultureInfo.InvariantCulture, $"%{input}")));
                text.Append(')');
            }

            text.Append(CultureInfo.InvariantCulture, $" : {_slots[index].Shape}\n");
        }

        return text.ToString();
    }
}
